using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

/// <summary>A service whose methods do what a test says.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    public Func<Words, ServerCallContext, Task<Words>> OnSay { get; set; } = (request, _) => Task.FromResult(request);

    public ServerStreamingServerMethod<Words, Words> OnRepeat { get; set; } = async (request, replies, _) =>
    {
        foreach (var word in request.Text.Split(' '))
        {
            await replies.WriteAsync(new Words { Text = word });
        }
    };

    public ClientStreamingServerMethod<Words, Words> OnCollect { get; set; } = async (requests, _) =>
    {
        List<string> words = [];
        await foreach (var request in requests.ReadAllAsync())
        {
            words.Add(request.Text);
        }

        return new Words { Text = string.Join(' ', words) };
    };

    public DuplexStreamingServerMethod<Words, Words> OnChat { get; set; } = async (requests, replies, _) =>
    {
        await foreach (var request in requests.ReadAllAsync())
        {
            await replies.WriteAsync(request);
        }
    };

    public override Task<Words> Say(Words request, ServerCallContext context) => OnSay(request, context);

    public override Task Repeat(Words request, IServerStreamWriter<Words> responseStream, ServerCallContext context) =>
        OnRepeat(request, responseStream, context);

    public override Task<Words> Collect(IAsyncStreamReader<Words> requestStream, ServerCallContext context) => OnCollect(requestStream, context);

    public override Task Chat(IAsyncStreamReader<Words> requestStream, IServerStreamWriter<Words> responseStream, ServerCallContext context) =>
        OnChat(requestStream, responseStream, context);
}
