using Google.Protobuf;
using Grpc.Core;
using Maas.Grpc.Load.Protos;

namespace Maas.Grpc.Load.Serving;

/// <summary>Streams through the runtime.</summary>
internal sealed class StockStreams : Streams.StreamsBase
{
    public override async Task Download(DownloadRequest request, IServerStreamWriter<Chunk> responseStream, ServerCallContext context)
    {
        var chunk = new Chunk { Payload = ByteString.CopyFrom(new byte[request.Size]) };
        for (var sent = 0; sent < request.Chunks; sent++)
        {
            await responseStream.WriteAsync(chunk);
        }
    }

    public override async Task<UploadResponse> Upload(IAsyncStreamReader<Chunk> requestStream, ServerCallContext context)
    {
        var response = new UploadResponse();
        while (await requestStream.MoveNext(CancellationToken.None))
        {
            response.Chunks++;
        }

        return response;
    }

    public override async Task Echo(
        IAsyncStreamReader<Chunk> requestStream,
        IServerStreamWriter<Chunk> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(CancellationToken.None))
        {
            await responseStream.WriteAsync(requestStream.Current);
        }
    }
}
