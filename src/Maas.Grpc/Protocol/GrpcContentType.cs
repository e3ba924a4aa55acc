namespace Maas.Grpc.Protocol;

/// <summary>The content types of gRPC over HTTP/2 (PROTOCOL-HTTP2.md, Content-Type).</summary>
internal static class GrpcContentType
{
    public const string Value = "application/grpc";

    /// <summary>Whether the messages are protobuf over gRPC: the plain type, or the one that ends in <c>+proto</c>.</summary>
    public static bool IsGrpc(ReadOnlySpan<char> contentType)
    {
        if (!contentType.StartsWith(Value, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = contentType[Value.Length..];
        var parameters = rest.IndexOf(';');
        var suffix = (parameters < 0 ? rest : rest[..parameters]).Trim();
        return suffix.IsEmpty || suffix.Equals("+proto", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a reply is gRPC at all, whatever its messages are: one with another suffix still has a status.</summary>
    public static bool IsAnyGrpc(ReadOnlySpan<char> contentType) => contentType.StartsWith(Value, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == Value.Length || contentType[Value.Length] is '+' or ';' or ' ');
}
