using System.Buffers.Binary;
using Google.Protobuf;
using Maas.Bench.Driving;
using Maas.Grpc.Load.Protos;

namespace Maas.Grpc.Load.Calling;

/// <summary>Posts the same bytes with SocketsHttpHandler alone, and reads the replies without parsing them.</summary>
internal sealed class BareCaller(string address) : ICaller
{
    private const int BufferSize = 16 * 1024;

    private readonly HttpMessageInvoker _http = BareExchange.Connect();
    private readonly Uri _get = new(address + ModelCall.Get.Path);

    public async Task GetAsync(int calls)
    {
        var buffer = new byte[BufferSize];
        for (; calls > 0; calls--)
        {
            BareExchange.Check(await PostAsync(_get, ModelCall.Get.Request, buffer), ModelCall.Get.Response.Length);
        }
    }

    public async Task DownloadAsync(int chunks, int size)
    {
        var request = Framing.Frame(new DownloadRequest { Chunks = chunks, Size = size });
        var length = await PostAsync(new Uri(address + StreamPath.Download), request, new byte[BufferSize]);
        BareExchange.Check(length, (long)chunks * Chunk(size).Length);
    }

    public async Task UploadAsync(int chunks, int size)
    {
        using var call = new BareDuplex(_http, new Uri(address + StreamPath.Upload));
        var requests = await call.RequestsAsync();
        var chunk = Chunk(size);
        for (var sent = 0; sent < chunks; sent++)
        {
            await requests.WriteAsync(chunk);
            await requests.FlushAsync();
        }

        call.Complete();
        using var response = await call.Response;
        using var body = await response.Content.ReadAsStreamAsync();
        var expected = Framing.Frame(new UploadResponse { Chunks = chunks });
        var buffer = new byte[expected.Length];
        await body.ReadExactlyAsync(buffer);
        BareExchange.Check(await BareExchange.ReadToEndAsync(response, body, new byte[1]), 0);
        BareExchange.Check(UploadResponse.Parser.ParseFrom(buffer.AsSpan(Framing.PrefixSize)).Chunks, chunks);
    }

    public async Task PingPongAsync(int chunks, int size)
    {
        using var call = new BareDuplex(_http, new Uri(address + StreamPath.Echo));
        var requests = await call.RequestsAsync();
        var chunk = Chunk(size);
        var buffer = new byte[chunk.Length];
        await requests.WriteAsync(chunk);
        await requests.FlushAsync();
        using var response = await call.Response;
        using var body = await response.Content.ReadAsStreamAsync();
        for (var left = chunks; ; left--)
        {
            await body.ReadExactlyAsync(buffer);
            BareExchange.Check(BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(1)), chunk.Length - Framing.PrefixSize);
            if (left == 1)
            {
                break;
            }

            await requests.WriteAsync(chunk);
            await requests.FlushAsync();
        }

        call.Complete();
        BareExchange.Check(await BareExchange.ReadToEndAsync(response, body, new byte[1]), 0);
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Chunk(int size) => Framing.Frame(new Chunk { Payload = ByteString.CopyFrom(new byte[size]) });

    private async Task<long> PostAsync(Uri uri, byte[] body, byte[] buffer)
    {
        using var request = BareExchange.Post(uri, new ByteArrayContent(body));
        using var response = await _http.SendAsync(request, CancellationToken.None);
        return await BareExchange.ReadToEndAsync(response, response.Content.ReadAsStream(), buffer);
    }
}
