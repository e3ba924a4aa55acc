namespace Maas.Client;

/// <summary>Where a model registry may be said to be.</summary>
/// <remarks>
/// One <c>http</c> or <c>https</c> address; several of them, which are replicas that calls are spread over; or
/// <c>dns:///host:port</c> for all addresses of a name, without TLS. None has a path, a query or credentials.
/// </remarks>
public static class RegistryAddresses
{
    internal const string Dns = "dns";

    /// <summary>What is wrong with a list of addresses.</summary>
    /// <param name="addresses">The addresses, as texts.</param>
    /// <returns>What they must be, for a message that has the option's name before it; null where nothing is wrong.</returns>
    public static string? FaultOf(IReadOnlyList<string> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var parsed = addresses.Select(text => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null).ToArray();
        for (var index = 0; index < parsed.Length; index++)
        {
            if (parsed[index] is not { } address || !(NamesAHostOnly(address) || IsDnsName(address)))
            {
                return $"must be an http or https address of a host and port, such as http://127.0.0.1:9090, or dns:///host:port, not '{addresses[index]}'";
            }
        }

        return parsed switch
        {
            [] => "must name at least one address",
            { Length: > 1 } when parsed.Select(address => address!.Scheme).Distinct().Count() > 1 => "must be all http or all https",
            { Length: > 1 } when IsDnsName(parsed[0]!) => "must be only one address where it is dns:///host:port",
            { Length: > 1 } when parsed.Distinct().Count() < parsed.Length => "must name each address once",
            _ => null,
        };
    }

    private static bool NamesAHostOnly(Uri address) =>
        (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.PathAndQuery == "/"
        && address.Fragment.Length == 0
        && address.UserInfo.Length == 0;

    // By gRPC's naming: the authority, empty here, would be the DNS server to ask, and what is looked up stands as the path.
    private static bool IsDnsName(Uri address) =>
        address.Scheme == Dns
        && address.Authority.Length == 0
        && address.Query.Length == 0
        && Uri.TryCreate($"http://{address.AbsolutePath.TrimStart('/')}", UriKind.Absolute, out var target)
        && target.Port > 0
        && target.Host.Length > 0
        && NamesAHostOnly(target);
}
