using System.Globalization;
using Grpc.Core;
using Maas.Client;
using Maas.History.Recording;

namespace Maas.History.Driving;

/// <summary>What a failed call tells about what it did.</summary>
internal static class Outcomes
{
    private const string StoreUnavailable = "STORE_UNAVAILABLE";

    // The contract's section 2: these are decided by the registry, and have changed nothing.
    public static bool IsDefinite(StatusCode code) => code is
        StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.PermissionDenied
        or StatusCode.Unauthenticated or StatusCode.ResourceExhausted or StatusCode.FailedPrecondition or StatusCode.Aborted
        or StatusCode.OutOfRange or StatusCode.Unimplemented;

    public static Outcome Of(RpcException error)
    {
        var (code, reason) = (error.StatusCode, RegistryError.From(error).Reason);
        return IsDefinite(code) ? new Outcome.Refused(code, reason, RevisionIn(error.Trailers))
            : reason == StoreUnavailable ? new Outcome.Undone($"{code} {error.Status.Detail}")
            : new Outcome.Lost($"{code} {reason} {error.Status.Detail}");
    }

    public static long? RevisionIn(Metadata trailers) =>
        trailers.GetValue("maas-revision") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
