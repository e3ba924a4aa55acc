using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Maas.ApiGateway.Errors;

/// <summary>Which fields the registry found at fault, under the names that they have in REST.</summary>
internal static class BadRequestDetails
{
    /// <exception cref="InvalidProtocolBufferException">The registry sent something else under that name.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>>? Of(RpcException error) =>
        error.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations
            .GroupBy(violation => RestName(violation.Field), violation => violation.Description, StringComparer.Ordinal)
            .ToDictionary(field => field.Key, IReadOnlyList<string> (field) => [.. field], StringComparer.Ordinal);

    private static string RestName(string field) => field switch
    {
        "model_id" => "id",
        "request_id" => "Idempotency-Key",
        "" => "body",
        _ => field,
    };
}
