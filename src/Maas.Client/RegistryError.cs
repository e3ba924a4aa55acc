using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Maas.Client;

/// <summary>What a failed call says, with google.rpc's details read.</summary>
/// <param name="Code">gRPC's status code.</param>
/// <param name="Message">For people; nothing to parse.</param>
/// <param name="Reason">What went wrong, as a stable name such as MODEL_NOT_FOUND; empty where there are no details.</param>
/// <param name="Domain">Who named the reason: <c>maas</c> for a registry; empty where there are no details.</param>
/// <param name="Metadata">What the message is made of, by name.</param>
/// <param name="Fields">The fields of the request that are at fault, each with what is wrong with it.</param>
/// <param name="IsFromServer">Whether a server sent it; false where it was made here, such as for a refused connection.</param>
public sealed record RegistryError(
    StatusCode Code,
    string Message,
    string Reason,
    string Domain,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Fields,
    bool IsFromServer)
{
    /// <summary>Reads a failed call.</summary>
    /// <param name="error">What the call threw.</param>
    /// <returns>What it says; without details where the server sent none.</returns>
    /// <exception cref="InvalidProtocolBufferException">The server sent something else in the place of details.</exception>
    public static RegistryError From(RpcException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var details = error.GetRpcStatus();
        var info = details?.GetDetail<ErrorInfo>();
        return new RegistryError(
            error.StatusCode,
            error.Status.Detail,

            // The field is called reason on the wire; this version of the package has another name for it.
            info?.Type ?? "",
            info?.Domain ?? "",
            info?.Metadata.ToDictionary() ?? [],
            FieldsOf(details?.GetDetail<BadRequest>()),
            error.Status.DebugException is null);
    }

    private static Dictionary<string, IReadOnlyList<string>> FieldsOf(BadRequest? details) =>
        (details?.FieldViolations ?? [])
            .GroupBy(violation => violation.Field, violation => violation.Description, StringComparer.Ordinal)
            .ToDictionary(field => field.Key, IReadOnlyList<string> (field) => [.. field], StringComparer.Ordinal);
}
