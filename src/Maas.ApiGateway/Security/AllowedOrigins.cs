namespace Maas.ApiGateway.Security;

/// <summary>The origins, beside the gateway's own, whose pages are trusted.</summary>
internal sealed class AllowedOrigins(ApiGatewaySettings settings)
{
    private readonly HashSet<Origin> _origins = [.. settings.AllowedOrigins.Select(Parse)];

    public bool Contains(Origin origin) => _origins.Contains(origin);

    private static Origin Parse(string text) =>
        Origin.TryParse(text, out var origin) ? origin : throw new ArgumentException($"'{text}' is no origin.", nameof(text));
}
