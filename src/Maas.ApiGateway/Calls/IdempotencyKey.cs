using Maas.ApiGateway.Errors;

namespace Maas.ApiGateway.Calls;

/// <summary>The header that makes a repeated create safe; the registry knows it as request_id.</summary>
internal static class IdempotencyKey
{
    public const string HeaderName = "Idempotency-Key";

    /// <exception cref="RequestRefusedException">The header is empty or repeated.</exception>
    public static string Of(HttpRequest request) => request.Headers[HeaderName] switch
    {
        { Count: 0 } => "",
        [{ Length: > 0 } key] => key,
        _ => throw RequestRefusedException.Invalid(HeaderName, "must be one value that is not empty"),
    };
}
