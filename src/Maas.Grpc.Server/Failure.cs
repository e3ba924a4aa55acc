using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Maas.Grpc.Protocol;
using Status = Grpc.Core.Status;

namespace Maas.Grpc.Server;

/// <summary>How a call ends that does not succeed.</summary>
/// <param name="Status">What its client is told.</param>
/// <param name="Reason">What <c>google.rpc.ErrorInfo</c> names where nobody has named more.</param>
/// <param name="Trailers">What came with the exception that chose the status; null for none.</param>
internal sealed record Failure(Status Status, string Reason, Metadata? Trailers = null)
{
    public static Failure DeadlinePassed { get; } = Of(StatusCode.DeadlineExceeded, ErrorReason.DeadlinePassed, "The deadline passed.");

    public static Failure Of(StatusCode code, string reason, string detail) => new(new Status(code, detail), reason);

    /// <summary>A status that a handler chose. Its code is the reason, unless the trailers have details of their own.</summary>
    public static Failure Chosen(Status status, Metadata? trailers) => new(status, GrpcStatus.NameOf(status.StatusCode), trailers);

    public RpcException ToException(string? domain) => new(Status, TrailersWith(null, domain) ?? Metadata.Empty);

    /// <summary>
    /// What is sent with the status: the metadata that the handler set, that of the exception, and <c>google.rpc.Status</c> with
    /// an ErrorInfo if there is a domain for it and none of them has details.
    /// </summary>
    public Metadata? TrailersWith(Metadata? set, string? domain)
    {
        var trailers = Join(set, Trailers);
        if (domain is null || trailers?.Get(ReservedHeaders.StatusDetails) is not null)
        {
            return trailers;
        }

        Metadata detailed = trailers is null ? [] : [.. trailers];
        detailed.SetRpcStatus(new Google.Rpc.Status
        {
            Code = (int)Status.StatusCode,
            Message = GrpcMessage.Cut(Status.Detail),

            // Field 1 is `reason`; these generated types are of a time when it was called `type`.
            Details = { Any.Pack(new ErrorInfo { Type = Reason, Domain = domain }) },
        });
        return detailed;
    }

    private static Metadata? Join(Metadata? first, Metadata? second) =>
        first is not { Count: > 0 } ? second
        : second is not { Count: > 0 } ? first
        : [.. first, .. second];
}
