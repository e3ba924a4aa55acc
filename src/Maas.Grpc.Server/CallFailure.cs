using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>Turns exceptions into the statuses that calls end with, and logs them at the level that they deserve.</summary>
internal static class CallFailure
{
    // The same for every fault of ours: what went wrong inside is for the log, not for the caller.
    private static readonly Status Unhandled = new(StatusCode.Unknown, "Exception was thrown by handler.");
    private static readonly Status Unserializable = new(StatusCode.Internal, "The reply could not be serialized.");
    private static readonly Status ClientGone = new(StatusCode.Cancelled, "The call was cancelled by its caller.");

    public static (Status Status, Metadata? Trailers) OfHandler(ServerCall call, Exception error)
    {
        if (error is RpcException { StatusCode: not StatusCode.OK } chosen)
        {
            call.Settings.Log.CallFailed(call.Method, chosen.Status);
            return (chosen.Status, chosen.Trailers);
        }

        if (error is CallEndedException || (error is OperationCanceledException && HasEnded(call)))
        {
            call.Settings.Log.CallCancelled(call.Method);
            return (ClientGone, null);
        }

        call.Settings.Log.HandlerThrew(call.Method, error);
        return (Unhandled, null);
    }

    public static Status OfReading(ServerCall call, Exception error)
    {
        if (error is BadHttpRequestException refused)
        {
            call.Settings.Log.RequestRefused(call.Method, new Status(StatusCode.Internal, refused.Message));
            return new Status(StatusCode.Internal, "The request's body could not be read.");
        }

        call.Settings.Log.CallCancelled(call.Method);
        return ClientGone;
    }

    public static Status OfSerializing(ServerCall call, Exception error)
    {
        if (error is RpcException { StatusCode: StatusCode.ResourceExhausted } tooLong)
        {
            call.Settings.Log.ReplyTooLong(call.Method, tooLong.Status);
            return tooLong.Status;
        }

        call.Settings.Log.ReplyUnserializable(call.Method, error);
        return Unserializable;
    }

    private static bool HasEnded(ServerCall call) => call.Http.RequestAborted.IsCancellationRequested || call.CancellationToken.IsCancellationRequested;
}
