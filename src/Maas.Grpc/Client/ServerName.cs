using System.Globalization;
using Maas.Grpc.Client.Balancing;

namespace Maas.Grpc.Client;

/// <summary>What a channel's server, or servers, are called.</summary>
/// <param name="Text">For messages.</param>
/// <param name="Host">For telemetry.</param>
/// <param name="Port">For telemetry; null where addresses have their own.</param>
internal sealed record ServerName(string Text, string Host, int? Port)
{
    /// <summary>The name in a channel's address.</summary>
    public static ServerName Of(Uri address)
    {
        if (address.Authority.Length > 0)
        {
            return new ServerName(address.Authority, address.Host, address.Port < 0 ? null : address.Port);
        }

        var path = Uri.UnescapeDataString(address.AbsolutePath).TrimStart('/');
        var (host, port) = DnsTarget.Split(path);
        return new ServerName(
            path.Length > 0 ? path : address.ToString(),
            host,
            ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);
    }
}
