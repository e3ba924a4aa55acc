using System.Buffers.Binary;
using System.Buffers;
using Google.Protobuf;
using Maas.Bench.Driving;
using Maas.Grpc.Load.Protos;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Maas.Grpc.Load.Serving;

/// <summary>Streams the same bytes without the runtime: each message is a write and a flush, as the runtime promises it.</summary>
internal static class FloorStreams
{
    public static RequestDelegate? Find(string path) => path switch
    {
        StreamPath.Download => DownloadAsync,
        StreamPath.Upload => UploadAsync,
        StreamPath.Echo => EchoAsync,
        _ => null,
    };

    private static async Task DownloadAsync(HttpContext http)
    {
        var (length, body) = await ReadAsync(http);
        var request = DownloadRequest.Parser.ParseFrom(body.AsSpan(Framing.PrefixSize, (int)length - Framing.PrefixSize));
        var frame = Framing.Frame(new Chunk { Payload = ByteString.CopyFrom(new byte[request.Size]) });
        FloorServer.Begin(http);
        for (var sent = 0; sent < request.Chunks; sent++)
        {
            http.Response.BodyWriter.Write(frame);
            await http.Response.BodyWriter.FlushAsync();
        }

        FloorServer.End(http);
    }

    private static async Task UploadAsync(HttpContext http)
    {
        LiftLimits(http);
        var (length, start) = await ReadAsync(http);
        var frame = Framing.PrefixSize + BinaryPrimitives.ReadUInt32BigEndian(start.AsSpan(1));
        FloorServer.Begin(http);
        http.Response.BodyWriter.Write(Framing.Frame(new UploadResponse { Chunks = length / frame }));
        FloorServer.End(http);
    }

    private static async Task EchoAsync(HttpContext http)
    {
        LiftLimits(http);
        var reader = http.Request.BodyReader;
        FloorServer.Begin(http);
        while (true)
        {
            var read = await reader.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                http.Response.BodyWriter.Write(segment.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }

            await http.Response.BodyWriter.FlushAsync();
        }

        FloorServer.End(http);
    }

    /// <summary>Reads the body to its end.</summary>
    /// <returns>How long it is, and how it starts.</returns>
    private static async Task<(long Length, byte[] Start)> ReadAsync(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        var start = new byte[64];
        var length = 0L;
        while (true)
        {
            var read = await reader.ReadAsync();
            if (length < start.Length)
            {
                var missing = read.Buffer.Slice(0, Math.Min(start.Length - length, read.Buffer.Length));
                missing.CopyTo(start.AsSpan((int)length));
            }

            length += read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return (length, start);
            }
        }
    }

    // A stream is longer than what Kestrel lets a request be, and may be slower.
    private static void LiftLimits(HttpContext http)
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        http.Features.Get<IHttpMinRequestBodyDataRateFeature>()!.MinDataRate = null;
    }
}
