using System.Diagnostics;
using System.Threading.Channels;
using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests.Web;

/// <summary>Streams of replies: each message when it is written, and none faster than they are read.</summary>
public class WebStreamTests
{
    public static TheoryData<string, string> Kinds => WebCalls.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Message_IsSentWhenItIsWritten(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        var next = Channel.CreateUnbounded<string>();
        server.Service.OnRepeat = async (_, replies, _) =>
        {
            await foreach (var text in next.Reader.ReadAllAsync())
            {
                await replies.WriteAsync(new Words { Text = text });
            }
        };
        using var client = new HttpClient();
        using var request = WebCalls.Request(server.Address, http, contentType, FramedCall.Frame("hi"), "/echo.Echo/Repeat");
        var sending = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Bounded();
        await next.Writer.WriteAsync("first");
        using var response = await sending;
        var reader = new WebStreamReader(await response.Content.ReadAsStreamAsync(), WebCalls.IsText(contentType));

        Words.Parser.ParseFrom((await reader.ReadAsync())!.Value.Payload).Text.ShouldBe("first");
        await next.Writer.WriteAsync("second");
        Words.Parser.ParseFrom((await reader.ReadAsync())!.Value.Payload).Text.ShouldBe("second");
        next.Writer.Complete();

        (await reader.ReadAsync())!.Value.Flag.ShouldBe((byte)0x80);
        (await reader.ReadAsync()).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Caller_WhoGoesAway_CancelsTheHandler(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Service.OnRepeat = async (request, replies, context) =>
        {
            await replies.WriteAsync(request);
            await using var registration = context.CancellationToken.Register(cancelled.SetResult);
            await cancelled.Task.Bounded();
        };
        using var client = new HttpClient();
        using var request = WebCalls.Request(server.Address, http, contentType, FramedCall.Frame("hi"), "/echo.Echo/Repeat");

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Bounded();
        response.Dispose();

        await cancelled.Task.Bounded();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_ToACallerWhoDoesNotRead_Waits(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Service.OnRepeat = (request, replies, context) => WriteUntilItWaitsAsync(request, replies, context, waits);
        using var client = new HttpClient();
        using var request = WebCalls.Request(server.Address, http, contentType, FramedCall.Frame(new string('x', 100_000)), "/echo.Echo/Repeat");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Bounded();

        await waits.Task.Bounded();

        // What waited goes on when it is read.
        var reader = new WebStreamReader(await response.Content.ReadAsStreamAsync(), WebCalls.IsText(contentType));
        for (var read = 0; read < 10; read++)
        {
            (await reader.ReadAsync())!.Value.Payload.Length.ShouldBeGreaterThan(100_000);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Deadline_OfAStreamThatNobodyReads_EndsIt(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Service.OnRepeat = async (request, replies, _) =>
        {
            try
            {
                while (true)
                {
                    await replies.WriteAsync(request);
                }
            }
            finally
            {
                ended.SetResult();
            }
        };
        using var client = new HttpClient();
        using var request = WebCalls.Request(server.Address, http, contentType, FramedCall.Frame(new string('x', 100_000)), "/echo.Echo/Repeat");
        request.Headers.TryAddWithoutValidation("grpc-timeout", "500m");

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Bounded();
        await ended.Task.Bounded();
    }

    /// <summary>Writes until a write has to wait, which says that nobody reads; fails when a gigabyte has gone nowhere.</summary>
    internal static async Task WriteUntilItWaitsAsync(Words request, IServerStreamWriter<Words> replies, ServerCallContext context, TaskCompletionSource waits)
    {
        for (var written = 0; written < 10_000; written++)
        {
            var write = replies.WriteAsync(request, context.CancellationToken);
            if (!write.IsCompleted)
            {
                waits.TrySetResult();
            }

            await write;
        }

        waits.TrySetException(new UnreachableException("A gigabyte was written to a client that does not read."));
    }
}
