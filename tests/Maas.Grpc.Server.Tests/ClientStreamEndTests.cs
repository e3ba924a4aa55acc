using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.Grpc.Server.Tests;

/// <summary>Streams that the server ends: early, in the middle of something, or in a way that no good server does.</summary>
public class ClientStreamEndTests
{
    private static readonly byte[] First = FramedCall.Frame("first");

    public static TheoryData<string, byte[], string?, StatusCode> Bodies => new()
    {
        { "part of a prefix", [0, 0], "0", StatusCode.Internal },
        { "a length that lies", RawClient.Frame(0, 100, 10, 1, (byte)'x'), "0", StatusCode.Internal },
        { "a length over the limit", RawClient.Frame(0, uint.MaxValue), "0", StatusCode.ResourceExhausted },
        { "a flag that means nothing", RawClient.Frame(2, 0), "0", StatusCode.Internal },
        { "no protobuf", RawClient.Frame(0, 4, 255, 255, 255, 255), "0", StatusCode.Internal },
        { "no status", [], null, StatusCode.Unknown },
        { "a status that is no number", [], "fine", StatusCode.Unknown },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Stream_ThatIsBroken_FailsBehindWhatWasWhole(string what, byte[] body, string? status, StatusCode expected)
    {
        await using var server = await BrokenServer.StartAsync([.. First, .. body], status is null ? [] : [("grpc-status", status)]);

        using var call = server.Client.Repeat(new Words());
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue(what);
        call.ResponseStream.Current.Text.ShouldBe("first");
        var failure = await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded());

        failure.StatusCode.ShouldBe(expected, what);
        failure.Status.DebugException.ShouldNotBeNull();
        call.GetStatus().StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Message_ThatIsCutByAFailure_IsThatFailure()
    {
        await using var server = await BrokenServer.StartAsync(RawClient.Frame(0, 100, 10), ("grpc-status", "15"));

        using var call = server.Client.Repeat(new Words());
        var stream = await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded());
        var unary = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

        stream.StatusCode.ShouldBe(StatusCode.DataLoss);
        stream.Status.DebugException.ShouldBeNull();
        unary.StatusCode.ShouldBe(StatusCode.DataLoss);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 3)]
    [InlineData(2, 0)]
    [InlineData(2, 3)]
    public async Task Duplex_EndedByTheServer_FailsWritesWithItsStatus_AndKeepsItsMessages(int messages, int status)
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.StartAsync();
            await call.ReadAsync();
            for (var number = 0; number < messages; number++)
            {
                await call.WriteAsync($"{number}");
            }

            call.End(status, "enough");
        });

        using var call = server.Client.Chat();
        var failure = await WriteUntilItFailsAsync(call.RequestStream);

        failure.StatusCode.ShouldBe((StatusCode)status);
        failure.Status.DebugException.ShouldBeNull();
        for (var number = 0; number < messages; number++)
        {
            (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
            call.ResponseStream.Current.Text.ShouldBe($"{number}");
        }

        if (status == 0)
        {
            (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
        }
        else
        {
            (await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded())).Status.Detail.ShouldBe("enough");
        }

        call.GetStatus().StatusCode.ShouldBe((StatusCode)status);
        (await Should.ThrowAsync<RpcException>(call.RequestStream.WriteAsync(new Words()).Bounded())).StatusCode.ShouldBe((StatusCode)status);
        await call.RequestStream.CompleteAsync().Bounded();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Duplex_EndedByTheServerWhileItIsRead_FailsWritesWithItsStatus(int status)
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.StartAsync();
            await call.ReadAsync();
            await call.WriteAsync("read");
            call.End(status);
        });

        using var call = server.Client.Chat();
        var reading = Task.Run(async () =>
        {
            while (await call.ResponseStream.MoveNext())
            {
                call.ResponseStream.Current.Text.ShouldBe("read");
            }
        });
        var failure = await WriteUntilItFailsAsync(call.RequestStream);

        failure.StatusCode.ShouldBe((StatusCode)status);
        if (status == 0)
        {
            await reading.Bounded();
        }
        else
        {
            (await Should.ThrowAsync<RpcException>(reading.Bounded())).StatusCode.ShouldBe((StatusCode)status);
        }
    }

    [Fact]
    public async Task Duplex_EndedByTheServer_EndsTheWriteThatWaits()
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.StartAsync();
            await call.WriteAsync("no more");
            call.End(8);
        });

        using var call = server.Client.Chat();
        var write = call.RequestStream.WriteAsync(new Words { Text = new string('x', 2_000_000) });

        (await Should.ThrowAsync<RpcException>(write.Bounded())).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClientStream_EndedByTheServer_HasItsStatus(bool trailersOnly)
    {
        await using var server = await ServeAsync(async call =>
        {
            call.Http.Response.ContentType = "application/grpc";
            if (!trailersOnly)
            {
                await call.StartAsync();
            }

            await call.ReadAsync();
            if (trailersOnly)
            {
                call.Http.Response.Headers["grpc-status"] = "3";
            }
            else
            {
                call.End(3);
            }
        });

        using var call = server.Client.Collect();
        var write = await WriteUntilItFailsAsync(call.RequestStream);
        var failure = await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded());

        write.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        failure.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        failure.Status.DebugException.ShouldBeNull();
    }

    [Fact]
    public async Task ClientStream_AnsweredEarly_HasItsReply_AndFailsWritesWithOk()
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.StartAsync();
            var first = await call.ReadAsync();
            await call.WriteAsync(first!);
            call.End(0);
        });

        using var call = server.Client.Collect();
        var failure = await WriteUntilItFailsAsync(call.RequestStream);

        failure.StatusCode.ShouldBe(StatusCode.OK);
        (await call.ResponseAsync.Bounded()).Text.ShouldBe("again");
    }

    [Theory]
    [InlineData(false, 2, StatusCode.Internal)]
    [InlineData(false, 8, StatusCode.Cancelled)]
    [InlineData(false, 11, StatusCode.ResourceExhausted)]
    [InlineData(true, 2, StatusCode.Internal)]
    [InlineData(true, 7, StatusCode.Unavailable)]
    [InlineData(true, 8, StatusCode.Cancelled)]
    [InlineData(true, 11, StatusCode.ResourceExhausted)]
    public async Task Reset_IsMappedByItsCode_BeforeTheHeadAndAfter(bool afterHead, int code, StatusCode expected)
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.ReadAsync();
            if (afterHead)
            {
                await call.StartAsync();
            }

            call.Http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);
        });

        using var call = server.Client.Chat();
        var write = await WriteUntilItFailsAsync(call.RequestStream);
        var failure = await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded());

        write.StatusCode.ShouldBe(expected);
        failure.StatusCode.ShouldBe(expected);
        failure.Status.DebugException.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_ThatIsCut_IsUnavailable(bool afterHead)
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.ReadAsync();
            if (afterHead)
            {
                await call.StartAsync();
            }

            call.Http.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
        });

        using var call = server.Client.Chat();
        var write = await WriteUntilItFailsAsync(call.RequestStream);
        var failure = await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded());

        write.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Connection_ThatIsRefused_IsUnavailableForWritesToo()
    {
        await using var server = await BrokenServer.StartAsync([]);
        await server.DisposeAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);

        using var call = new Echo.EchoClient(channel).Collect();
        var write = await Should.ThrowAsync<RpcException>(call.RequestStream.WriteAsync(new Words()).Bounded());

        write.StatusCode.ShouldBe(StatusCode.Unavailable);
        (await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded())).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task FailedRead_ResetsTheStream()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await ServeAsync(async call =>
        {
            await call.StartAsync();
            await call.WriteAsync(RawClient.Frame(0, uint.MaxValue));
            await call.WaitForAbortAsync();
            aborted.SetResult();
        });

        using var call = server.Client.Chat();
        var failure = await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded());

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        await aborted.Task.Bounded();
        var write = await Should.ThrowAsync<RpcException>(call.RequestStream.WriteAsync(new Words()).Bounded());
        write.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    private static async Task<RpcException> WriteUntilItFailsAsync(IClientStreamWriter<Words> stream)
    {
        for (var number = 0; number < 1_000_000; number++)
        {
            try
            {
                await stream.WriteAsync(new Words { Text = "again" }).Bounded();
            }
            catch (RpcException failure)
            {
                return failure;
            }
        }

        throw new Xunit.Sdk.XunitException("No write failed.");
    }

    private static Task<BrokenServer> ServeAsync(Func<FramedCall, Task> serve) => BrokenServer.StartAsync(http => serve(new FramedCall(http)));
}
