namespace Maas.ApiGateway.Security;

/// <summary>A web origin (RFC 6454): scheme, host and port.</summary>
internal readonly record struct Origin(string Scheme, string Host, int Port)
{
    /// <summary>Reads what browsers write; <c>null</c>, which stands for an unknown origin, is none.</summary>
    public static bool TryParse(string text, out Origin origin)
    {
        origin = default;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.UserInfo.Length > 0
            || uri.PathAndQuery != "/"
            || uri.Fragment.Length > 0)
        {
            return false;
        }

        // Uri has lower-cased scheme and host, and knows the scheme's own port.
        origin = new Origin(uri.Scheme, uri.IdnHost, uri.Port);
        return true;
    }
}
