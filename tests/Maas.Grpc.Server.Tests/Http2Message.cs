namespace Maas.Grpc.Server.Tests;

/// <summary>A request or a reply as it came on a stream.</summary>
/// <param name="Stream">The stream's number.</param>
/// <param name="Head">The first block of headers; empty when there is none.</param>
/// <param name="Body">All that DATA frames had.</param>
/// <param name="Trailers">The last block of headers, which is the head again for a reply of trailers only.</param>
/// <param name="Reset">The error code with which the stream was reset; null when it ended well.</param>
internal sealed record Http2Message(
    int Stream,
    IReadOnlyDictionary<string, string> Head,
    byte[] Body,
    IReadOnlyDictionary<string, string> Trailers,
    uint? Reset)
{
    private static readonly Dictionary<string, string> None = [];

    public string? GrpcStatus => Trailers.GetValueOrDefault("grpc-status");

    public static Http2Message Of(IReadOnlyCollection<Http2Frame> frames)
    {
        var blocks = frames.Where(frame => frame.Type == Http2Frame.Headers).Select(frame => Hpack.Read(frame.Payload)).ToList();
        return new Http2Message(
            frames.First().Stream,
            blocks.Count > 0 ? blocks[0] : None,
            [.. frames.Where(frame => frame.Type == Http2Frame.Data).SelectMany(frame => frame.Payload)],
            blocks.Count > 0 ? blocks[^1] : None,
            frames.FirstOrDefault(frame => frame.Type == Http2Frame.Reset)?.ErrorCode);
    }
}
