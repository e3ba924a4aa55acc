using Google.Protobuf;
using Grpc.Core;
using Maas.Client;

namespace Maas.ApiGateway.Errors;

/// <summary>Which fields the registry found at fault, under the names that they have in REST.</summary>
internal static class BadRequestDetails
{
    /// <exception cref="InvalidProtocolBufferException">The registry sent something else under that name.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>>? Of(RpcException error) =>
        RegistryError.From(error).Fields is { Count: > 0 } fields
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
