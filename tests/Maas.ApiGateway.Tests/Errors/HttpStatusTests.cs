using Grpc.Core;
using Maas.ApiGateway.Errors;
using Maas.Grpc.Protocol;

namespace Maas.ApiGateway.Tests.Errors;

public class HttpStatusTests
{
    // Section 2 of the contract.
    private static readonly Dictionary<StatusCode, (int Status, string Name)> Contract = new()
    {
        [StatusCode.OK] = (200, "OK"),
        [StatusCode.Cancelled] = (499, "CANCELLED"),
        [StatusCode.Unknown] = (500, "UNKNOWN"),
        [StatusCode.InvalidArgument] = (400, "INVALID_ARGUMENT"),
        [StatusCode.DeadlineExceeded] = (504, "DEADLINE_EXCEEDED"),
        [StatusCode.NotFound] = (404, "NOT_FOUND"),
        [StatusCode.AlreadyExists] = (409, "ALREADY_EXISTS"),
        [StatusCode.PermissionDenied] = (403, "PERMISSION_DENIED"),
        [StatusCode.Unauthenticated] = (401, "UNAUTHENTICATED"),
        [StatusCode.ResourceExhausted] = (429, "RESOURCE_EXHAUSTED"),
        [StatusCode.FailedPrecondition] = (400, "FAILED_PRECONDITION"),
        [StatusCode.Aborted] = (409, "ABORTED"),
        [StatusCode.OutOfRange] = (400, "OUT_OF_RANGE"),
        [StatusCode.Unimplemented] = (501, "UNIMPLEMENTED"),
        [StatusCode.Internal] = (500, "INTERNAL"),
        [StatusCode.Unavailable] = (503, "UNAVAILABLE"),
        [StatusCode.DataLoss] = (500, "DATA_LOSS"),
    };

    public static TheoryData<StatusCode> Codes() => [.. Enum.GetValues<StatusCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Of_EveryCode_IsTheContracts(StatusCode code)
    {
        HttpStatus.Of(code).ShouldBe(Contract[code].Status);
        GrpcStatus.NameOf(code).ShouldBe(Contract[code].Name);
    }
}
