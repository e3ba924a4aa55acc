using System.Globalization;
using System.Net;

namespace Maas.Grpc.Client.Balancing;

/// <summary>Reads <c>dns:///host:port</c> (grpc/grpc doc/naming.md).</summary>
internal static class DnsTarget
{
    /// <summary>The host and port that are to be looked up.</summary>
    /// <exception cref="ArgumentException">The address has no host, names a name server, or has a port that is none.</exception>
    public static DnsEndPoint Of(Uri address, int defaultPort)
    {
        if (address.Authority.Length > 0)
        {
            throw new ArgumentException($"'{address}' names a name server; only the system's are asked: dns:///host:port.", nameof(address));
        }

        var text = Uri.UnescapeDataString(address.AbsolutePath).TrimStart('/');
        var (host, port) = Split(text);
        if (host.Length == 0 || Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw Malformed(address);
        }

        return port is null
            ? new DnsEndPoint(host, defaultPort)
            : ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? new DnsEndPoint(host, number)
                : throw Malformed(address);
    }

    /// <summary>Takes a host and its port apart; both are unchecked, and the port null where there is none.</summary>
    public static (string Host, string? Port) Split(string text)
    {
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            return end < 0 || (end + 1 < text.Length && text[end + 1] != ':')
                ? ("", null)
                : (text[1..end], end + 1 < text.Length ? text[(end + 2)..] : null);
        }

        // More than one colon is an IPv6 address without a port.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || text.LastIndexOf(':') != colon ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static ArgumentException Malformed(Uri address) => new($"'{address}' is no address such as dns:///host:port.", nameof(address));
}
