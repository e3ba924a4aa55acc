using Grpc.Core;
using Grpc.Reflection.V1;

namespace Maas.Grpc.Server;

/// <summary>grpc.reflection.v1.</summary>
internal sealed class ReflectionService(ReflectionStreams streams) : ServerReflection.ServerReflectionBase
{
    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context) => streams.AnswerAsync(requestStream, responseStream);
}
