using Grpc.Core;

namespace Maas.Grpc.Client;

/// <summary>Failures that are made here rather than sent by the server: each has a <see cref="Status.DebugException"/>.</summary>
internal static class ClientStatus
{
    public static RpcException Failure(StatusCode code, string detail, Exception? cause = null) =>
        new(new Status(code, detail, cause ?? new InvalidDataException(detail)));

    public static RpcException DeadlineExceeded(Exception cause) =>
        Failure(StatusCode.DeadlineExceeded, "The deadline passed.", new TimeoutException("The call's deadline passed.", cause));

    public static RpcException Cancelled(Exception cause) =>
        Failure(StatusCode.Cancelled, "The call was cancelled by its caller.", cause as OperationCanceledException ?? new OperationCanceledException(null, cause));
}
