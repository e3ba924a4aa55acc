using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>Turns exceptions into the statuses that calls end with, and logs them at the level that they deserve.</summary>
internal static class CallFailure
{
    // The same for every fault of ours: what went wrong inside is for the log, not for the caller.
    private static readonly Failure Unhandled = Failure.Of(StatusCode.Unknown, ErrorReason.HandlerFailed, "Exception was thrown by handler.");

    private static readonly Failure Unserializable =
        Failure.Of(StatusCode.Internal, ErrorReason.ReplyInvalid, "The reply could not be serialized.");

    private static readonly Failure Unreadable =
        Failure.Of(StatusCode.Internal, ErrorReason.RequestMalformed, "The request's body could not be read.");

    private static readonly Failure ClientGone = Failure.Of(StatusCode.Cancelled, ErrorReason.CallerGone, "The call was cancelled by its caller.");

    public static Failure OfHandler(ServerCall call, Exception error)
    {
        if (error is RpcException { StatusCode: not StatusCode.OK } chosen)
        {
            call.Settings.Log.CallFailed(call.Method, chosen.Status);
            return Failure.Chosen(chosen.Status, chosen.Trailers);
        }

        if (error is CallEndedException || (error is OperationCanceledException && HasEnded(call)))
        {
            call.Settings.Log.CallCancelled(call.Method);
            return ClientGone;
        }

        call.Settings.Log.HandlerThrew(call.Method, error);
        return Unhandled;
    }

    public static Failure OfReading(ServerCall call, Exception error)
    {
        if (error is BadHttpRequestException refused)
        {
            call.Settings.Log.RequestRefused(call.Method, new Status(StatusCode.Internal, refused.Message));
            return Unreadable;
        }

        call.Settings.Log.CallCancelled(call.Method);
        return ClientGone;
    }

    public static Failure OfSerializing(ServerCall call, Exception error)
    {
        if (error is RpcException { StatusCode: StatusCode.ResourceExhausted } tooLong)
        {
            call.Settings.Log.ReplyTooLong(call.Method, tooLong.Status);
            return new Failure(tooLong.Status, ErrorReason.ReplyTooLarge);
        }

        call.Settings.Log.ReplyUnserializable(call.Method, error);
        return Unserializable;
    }

    private static bool HasEnded(ServerCall call) => call.Http.RequestAborted.IsCancellationRequested || call.CancellationToken.IsCancellationRequested;
}
