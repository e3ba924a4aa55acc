using System.Collections.Frozen;
using Grpc.Core;

namespace Maas.Grpc.Server;

/// <summary>
/// Which metadata of a forwarded call goes on. What HTTP and gRPC keep to themselves never became metadata; left out here is what
/// a browser, or something between, says about a connection that ends here.
/// </summary>
internal static class ForwardedMetadata
{
    private static readonly FrozenSet<string> OfConnections = FrozenSet.Create(
        StringComparer.Ordinal, "keep-alive", "te", "trailer", "trailers", "upgrade", "http2-settings", "via", "forwarded", "x-real-ip");

    private static readonly FrozenSet<string> OfBrowsers = FrozenSet.Create(
        StringComparer.Ordinal,
        "origin", "referer", "cookie", "cookie2", "user-agent", "x-user-agent", "x-grpc-web", "dnt", "save-data", "priority", "range", "expect",
        "from", "pragma", "cache-control", "max-forwards", "upgrade-insecure-requests", "early-data", "alt-used", "accept");

    private static readonly FrozenSet<string> OfReplies = FrozenSet.Create(
        StringComparer.Ordinal,
        "set-cookie", "location", "refresh", "alt-svc", "allow", "vary", "age", "expires", "link", "nel", "report-to", "sourcemap",
        "clear-site-data", "service-worker-allowed", "strict-transport-security", "www-authenticate", "retry-after", "cache-control",
        "pragma", "referrer-policy", "permissions-policy", "timing-allow-origin", "origin-agent-cluster");

    private static readonly string[] PrefixesOfRequests =
        ["accept-", "access-control-", "content-", "grpc-", "if-", "proxy-", "sec-", "x-forwarded-"];

    private static readonly string[] PrefixesOfReplies =
        ["accept-", "access-control-", "content-", "cross-origin-", "grpc-", "proxy-", "sec-", "x-content-type-", "x-frame-"];

    /// <summary>
    /// The metadata of a request that goes on. Whatever the header Connection names would end here too (RFC 9110, section 7.6.1), but
    /// Kestrel keeps no names of it, and no page may set it.
    /// </summary>
    public static Metadata OfRequest(Metadata headers) =>
    [
        .. headers.Where(entry => !OfConnections.Contains(entry.Key)
            && !OfBrowsers.Contains(entry.Key)
            && !StartsWithAny(entry.Key, PrefixesOfRequests)),
    ];

    /// <summary>The metadata of a reply's head that comes back; its trailers are in the body, and come back in full.</summary>
    public static Metadata OfReply(Metadata headers) =>
    [
        .. headers.Where(entry => !OfConnections.Contains(entry.Key)
            && !OfReplies.Contains(entry.Key)
            && !StartsWithAny(entry.Key, PrefixesOfReplies)),
    ];

    private static bool StartsWithAny(string key, string[] prefixes) =>
        Array.Exists(prefixes, prefix => key.StartsWith(prefix, StringComparison.Ordinal));
}
