using Google.Protobuf;
using Grpc.Net.Client;
using Maas.Contract;
using Maas.Grpc.Load.Protos;

namespace Maas.Grpc.Load.Calling;

/// <summary>Calls through the runtime, with the stock stubs.</summary>
internal sealed class StubCaller(string address) : ICaller
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(address);

    public async Task GetAsync(int calls)
    {
        var models = new ModelService.ModelServiceClient(_channel);
        for (; calls > 0; calls--)
        {
            var response = await models.GetModelAsync(new GetModelRequest { Id = ModelCall.Model.Id });
            BareExchange.Check(response.Model.Tags.Count, ModelCall.Model.Tags.Count);
        }
    }

    public async Task DownloadAsync(int chunks, int size)
    {
        using var call = new Streams.StreamsClient(_channel).Download(new DownloadRequest { Chunks = chunks, Size = size });
        var read = 0;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            read++;
        }

        BareExchange.Check(read, chunks);
    }

    public async Task UploadAsync(int chunks, int size)
    {
        using var call = new Streams.StreamsClient(_channel).Upload();
        var chunk = Chunk(size);
        for (var sent = 0; sent < chunks; sent++)
        {
            await call.RequestStream.WriteAsync(chunk);
        }

        await call.RequestStream.CompleteAsync();
        BareExchange.Check((await call.ResponseAsync).Chunks, chunks);
    }

    public async Task PingPongAsync(int chunks, int size)
    {
        using var call = new Streams.StreamsClient(_channel).Echo();
        var chunk = Chunk(size);
        for (var sent = 0; sent < chunks; sent++)
        {
            await call.RequestStream.WriteAsync(chunk);
            if (!await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                throw new InvalidDataException("The stream ended early.");
            }

            BareExchange.Check(call.ResponseStream.Current.Payload.Length, size);
        }

        await call.RequestStream.CompleteAsync();
        if (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            throw new InvalidDataException("The stream has more than was sent.");
        }
    }

    public void Dispose() => _channel.Dispose();

    private static Chunk Chunk(int size) => new() { Payload = ByteString.CopyFrom(new byte[size]) };
}
