using Maas.Client;

namespace Maas.ApiGateway.Errors;

/// <summary>Which fields the registry found at fault, under the names that they have in REST.</summary>
internal static class BadRequestDetails
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>>? Of(RegistryError error) =>
        error.Fields is { Count: > 0 } fields
            ? fields.ToDictionary(field => RestName(field.Key), field => field.Value, StringComparer.Ordinal)
            : null;

    private static string RestName(string field) => field switch
    {
        "model_id" => "id",
        "request_id" => "Idempotency-Key",
        "" => "body",
        _ => field,
    };
}
