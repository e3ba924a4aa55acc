using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Maas.Models;
using GrpcStatusCode = Grpc.Core.StatusCode;

namespace Maas.ModelRegistry.Errors;

/// <summary>The one table from the domain's errors to gRPC statuses (contract, section 2).</summary>
internal static class RegistryStatus
{
    /// <summary>The domain of every ErrorInfo.</summary>
    public const string Domain = "maas";

    /// <summary>
    /// The status with its details: ErrorInfo always, BadRequest where fields are at fault, PreconditionFailure where something
    /// has another state than the request needs.
    /// </summary>
    public static Google.Rpc.Status From(RegistryException error)
    {
        var status = new Google.Rpc.Status { Code = (int)CodeOf(error.Code), Message = error.Message };
        // Field 1 is `reason`; these generated types are of a time when it was called `type`.
        status.Details.Add(Any.Pack(new ErrorInfo { Type = error.Reason, Domain = Domain, Metadata = { error.Metadata } }));
        if (error.Violations.Length > 0)
        {
            status.Details.Add(Any.Pack(ToBadRequest(error)));
        }

        if (error.Precondition is { } precondition)
        {
            status.Details.Add(Any.Pack(ToPreconditionFailure(precondition)));
        }

        return status;
    }

    public static GrpcStatusCode CodeOf(RegistryErrorCode code) => code switch
    {
        RegistryErrorCode.Invalid => GrpcStatusCode.InvalidArgument,
        RegistryErrorCode.NotFound => GrpcStatusCode.NotFound,
        RegistryErrorCode.AlreadyExists => GrpcStatusCode.AlreadyExists,
        RegistryErrorCode.StaleEtag => GrpcStatusCode.Aborted,
        RegistryErrorCode.FailedPrecondition => GrpcStatusCode.FailedPrecondition,
        RegistryErrorCode.OutOfRange => GrpcStatusCode.OutOfRange,
        RegistryErrorCode.PermissionDenied => GrpcStatusCode.PermissionDenied,
        RegistryErrorCode.Unauthenticated => GrpcStatusCode.Unauthenticated,
        RegistryErrorCode.Exhausted => GrpcStatusCode.ResourceExhausted,
        RegistryErrorCode.Unimplemented => GrpcStatusCode.Unimplemented,
        RegistryErrorCode.Unavailable => GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };

    private static BadRequest ToBadRequest(RegistryException error) => new()
    {
        FieldViolations =
        {
            error.Violations.Select(violation => new BadRequest.Types.FieldViolation
            {
                Field = violation.Field,
                Description = violation.Description,
            }),
        },
    };

    private static PreconditionFailure ToPreconditionFailure(FailedPrecondition precondition) => new()
    {
        Violations =
        {
            new PreconditionFailure.Types.Violation
            {
                Type = precondition.Type,
                Subject = precondition.Subject,
                Description = precondition.Description,
            },
        },
    };
}
