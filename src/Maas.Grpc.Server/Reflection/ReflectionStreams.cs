using Grpc.Core;
using Grpc.Reflection.V1;
using Microsoft.Extensions.Hosting;

namespace Maas.Grpc.Server;

/// <summary>Answers the streams of reflection for the services that were mapped.</summary>
internal sealed class ReflectionStreams(MethodTable methods, IHostApplicationLifetime lifetime)
{
    // An answer repeats its question, so that a long question would make an answer over the limit of a message: a fault of ours.
    private const int LongestRequest = 16 * 1024;

    // When the first stream comes everything is mapped.
    private readonly Lazy<DescriptorIndex> _index = new(() => new DescriptorIndex(methods.Descriptors));

    public async Task AnswerAsync(
        IAsyncStreamReader<ServerReflectionRequest> requests,
        IServerStreamWriter<ServerReflectionResponse> responses)
    {
        var answers = new ReflectionAnswers(_index.Value);
        try
        {
            while (await requests.MoveNext(lifetime.ApplicationStopping))
            {
                await responses.WriteAsync(answers.Answer(Checked(requests.Current)));
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server is stopping."));
        }
    }

    private static ServerReflectionRequest Checked(ServerReflectionRequest request) => request.CalculateSize() <= LongestRequest
        ? request
        : throw new RpcException(new Status(StatusCode.InvalidArgument, $"A request may be {LongestRequest} bytes long."));
}
