using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Calls of each kind that look alike: "hi" is sent, and what comes is read to its end.</summary>
internal static class EchoCalls
{
    public static readonly string[] Methods = [nameof(Echo.EchoClient.Say), nameof(Echo.EchoClient.Repeat), .. StreamingRequests];

    private static string[] StreamingRequests => [nameof(Echo.EchoClient.Collect), nameof(Echo.EchoClient.Chat)];

    extension(Echo.EchoClient client)
    {
        public async Task<List<string>> CallAsync(string method, CallOptions options = default)
        {
            var hi = new Words { Text = "hi" };
            switch (method)
            {
                case nameof(client.Say):
                    using (var call = client.SayAsync(hi, options))
                    {
                        return [(await call.ResponseAsync.Bounded()).Text];
                    }

                case nameof(client.Repeat):
                    using (var call = client.Repeat(hi, options))
                    {
                        return await ReadAsync(call.ResponseStream).Bounded();
                    }

                case nameof(client.Collect):
                    using (var call = client.Collect(options))
                    {
                        await SendAsync(call.RequestStream, hi).Bounded();
                        return [(await call.ResponseAsync.Bounded()).Text];
                    }

                default:
                    using (var call = client.Chat(options))
                    {
                        await SendAsync(call.RequestStream, hi).Bounded();
                        return await ReadAsync(call.ResponseStream).Bounded();
                    }
            }
        }

        public async Task<RpcException> FailureOfAsync(string method, CallOptions options = default) =>
            await Should.ThrowAsync<RpcException>(client.CallAsync(method, options));
    }

    public static bool StreamsRequests(string method) => StreamingRequests.Contains(method);

    public static bool StreamsReplies(string method) => method is nameof(Echo.EchoClient.Repeat) or nameof(Echo.EchoClient.Chat);

    private static async Task SendAsync(IClientStreamWriter<Words> requests, Words words)
    {
        await requests.WriteAsync(words);
        await requests.CompleteAsync();
    }

    private static async Task<List<string>> ReadAsync(IAsyncStreamReader<Words> replies)
    {
        List<string> texts = [];
        await foreach (var reply in replies.ReadAllAsync())
        {
            texts.Add(reply.Text);
        }

        return texts;
    }
}
