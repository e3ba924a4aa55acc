using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace Maas.SystemTests;

/// <summary>A reply of gRPC-Web, read with nothing of ours: frames, of which the last has the trailers.</summary>
internal sealed record GrpcWebReply(IReadOnlyList<byte[]> Messages, IReadOnlyDictionary<string, string> Trailers)
{
    public string Status => Trailers["grpc-status"];

    /// <summary>What came with an error.</summary>
    public Google.Rpc.Status Details
    {
        get
        {
            var text = Trailers["grpc-status-details-bin"];
            return Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
        }
    }

    /// <summary>Calls a method with one message.</summary>
    public static async Task<GrpcWebReply> CallAsync(
        HttpClient http, Uri address, Version version, bool isText, string path, IMessage message, CancellationToken cancellationToken)
    {
        var frame = Frame(message.ToByteArray());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(isText ? Encoding.ASCII.GetBytes(Convert.ToBase64String(frame)) : frame),
        };
        var type = isText ? "application/grpc-web-text+proto" : "application/grpc-web+proto";
        request.Content.Headers.Add("Content-Type", type);
        using var response = await http.SendAsync(request, cancellationToken);
        ((int)response.StatusCode).ShouldBe(200);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return Read(isText ? FromText(Encoding.ASCII.GetString(body)) : body);
    }

    /// <summary>The only message.</summary>
    public T Message<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        Status.ShouldBe("0", Trailers.GetValueOrDefault("grpc-message"));
        return parser.ParseFrom(Messages.ShouldHaveSingleItem());
    }

    private static byte[] Frame(byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    // Each group of four stands for itself: padding may be anywhere, since each chunk has its own.
    private static byte[] FromText(string text) => [.. text.Chunk(4).SelectMany(group => Convert.FromBase64String(new string(group)))];

    private static GrpcWebReply Read(byte[] body)
    {
        List<byte[]> messages = [];
        for (var rest = body.AsSpan(); ;)
        {
            var payload = rest.Slice(5, (int)BinaryPrimitives.ReadUInt32BigEndian(rest[1..]));
            if (rest[0] == 0x80)
            {
                rest.Length.ShouldBe(5 + payload.Length, "nothing follows the trailers");
                return new GrpcWebReply(messages, Encoding.ASCII.GetString(payload).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => line.Split(": ", 2))
                    .ToDictionary(line => line[0], line => line[1]));
            }

            rest[0].ShouldBe((byte)0);
            messages.Add(payload.ToArray());
            rest = rest[(5 + payload.Length)..];
        }
    }
}
