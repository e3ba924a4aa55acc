namespace Maas.ApiGateway.Conditions;

/// <summary>The If-None-Match header (RFC 9110 section 13.1.2): a caller that has the current state needs no body.</summary>
internal static class IfNoneMatch
{
    public static bool Names(HttpRequest request, string etag) =>
        request.Headers.IfNoneMatch is { Count: > 0 } header
        && (header is ["*"] || (etag.Length > 0 && EntityTag.WeaklyContains(string.Join(',', header.ToArray()), etag)));
}
