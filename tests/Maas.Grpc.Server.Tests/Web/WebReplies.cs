using System.Buffers.Binary;
using System.Text;

namespace Maas.Grpc.Server.Tests.Web;

/// <summary>A gRPC-Web reply, read with nothing but the specification.</summary>
internal sealed record WebReplies(
    int HttpStatus,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyList<byte[]> Messages,
    IReadOnlyList<(string Name, string Value)> Trailers)
{
    public string? GrpcStatus => this["grpc-status"];

    public string? this[string trailer] => Trailers.FirstOrDefault(entry => entry.Name == trailer).Value;

    /// <summary>Reads a reply to its end, which must be that of its trailers.</summary>
    public static WebReplies Of(RawReply reply)
    {
        var body = reply.Headers.GetValueOrDefault("content-type")?.StartsWith("application/grpc-web-text", StringComparison.Ordinal) == true
            ? FromText(reply.Body)
            : reply.Body;
        List<byte[]> messages = [];
        List<(string, string)> trailers = [];
        for (var rest = body.AsSpan(); !rest.IsEmpty;)
        {
            trailers.ShouldBeEmpty("nothing follows the trailers");
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(rest[1..]);
            var payload = rest.Slice(5, length);
            switch (rest[0])
            {
                case 0:
                    messages.Add(payload.ToArray());
                    break;
                case 0x80:
                    trailers = Lines(payload);
                    break;
                default:
                    throw new InvalidDataException($"A frame with the flag {rest[0]}.");
            }

            rest = rest[(5 + length)..];
        }

        return new WebReplies(reply.HttpStatus, reply.Headers, messages, trailers);
    }

    public static byte[] FromText(ReadOnlySpan<byte> text)
    {
        List<byte> bytes = [];
        for (var at = 0; at < text.Length; at += 4)
        {
            bytes.AddRange(Convert.FromBase64String(Encoding.ASCII.GetString(text.Slice(at, 4))));
        }

        return [.. bytes];
    }

    private static List<(string, string)> Lines(ReadOnlySpan<byte> block)
    {
        var text = Encoding.ASCII.GetString(block);
        text.ShouldEndWith("\r\n");
        return
        [
            .. text[..^2].Split("\r\n").Select(line =>
            {
                var colon = line.IndexOf(": ", StringComparison.Ordinal);
                return (line[..colon], line[(colon + 2)..]);
            }),
        ];
    }
}
