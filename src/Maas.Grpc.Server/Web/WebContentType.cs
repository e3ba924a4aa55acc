namespace Maas.Grpc.Server;

/// <summary>The content types of gRPC-Web (grpc/grpc <c>doc/PROTOCOL-WEB.md</c>).</summary>
internal static class WebContentType
{
    public const string Binary = "application/grpc-web+proto";
    public const string Text = "application/grpc-web-text+proto";

    private const string Prefix = "application/grpc-web";
    private const string TextSuffix = "-text";

    /// <summary>Whether a request is gRPC-Web at all, whatever its messages are: others than protobuf are refused as such.</summary>
    public static bool IsAny(ReadOnlySpan<char> contentType) =>
        contentType.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == Prefix.Length || contentType[Prefix.Length] is '-' or '+' or ';' or ' ');

    /// <summary>Whether the messages are protobuf over gRPC-Web, and whether the body is base64.</summary>
    public static bool TryParse(ReadOnlySpan<char> contentType, out bool isText)
    {
        isText = false;
        if (!IsAny(contentType))
        {
            return false;
        }

        var rest = contentType[Prefix.Length..];
        var parameters = rest.IndexOf(';');
        var suffix = (parameters < 0 ? rest : rest[..parameters]).Trim();
        isText = suffix.StartsWith(TextSuffix, StringComparison.OrdinalIgnoreCase);
        suffix = isText ? suffix[TextSuffix.Length..] : suffix;
        return suffix.IsEmpty || suffix.Equals("+proto", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the reply is to be base64: what the caller accepts says so, or else the reply is like the request.</summary>
    public static bool WantsText(string? accept, bool isTextRequest)
    {
        foreach (var range in accept.AsSpan().Split(','))
        {
            if (TryParse(accept.AsSpan()[range].Trim(), out var isText))
            {
                return isText;
            }
        }

        return isTextRequest;
    }
}
