using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Maas.Grpc.Server;

/// <summary>A call with a stream of requests, of replies, or of both.</summary>
internal abstract class StreamingServerCall<TRequest, TResponse> : ServerCall<TRequest, TResponse>
    where TRequest : class
    where TResponse : class
{
    protected StreamingServerCall(ServerMethod<TRequest, TResponse> method, HttpContext http)
        : base(method, http)
    {
        Requests = new RequestStream<TRequest, TResponse>(this);
        Replies = new ReplyStream<TRequest, TResponse>(this);
    }

    protected RequestStream<TRequest, TResponse> Requests { get; }

    protected ReplyStream<TRequest, TResponse> Replies { get; }

    public override Task RunAsync()
    {
        if (Begin() is { } refusal)
        {
            return RefuseAsync(refusal);
        }

        LiftBodyLimit();
        LiftDataRate();
        ArmDeadline();
        return ServeAsync();
    }

    protected abstract Task HandleAsync();

    /// <summary>Writes what comes after the streamed replies when the handler has returned: the status, and the reply where there is one only.</summary>
    protected virtual void WriteSuccessfulEnd()
    {
        BeginReplies();
        WriteSuccess();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a handler throws becomes the call's status.")]
    private async Task ServeAsync()
    {
        Failure? failure;
        try
        {
            await HandleAsync();
            failure = Status.StatusCode == StatusCode.OK ? null : Failure.Chosen(Status, null);
        }
        catch (Exception error)
        {
            failure = CallFailure.OfHandler(this, error);
        }

        await Requests.StopAsync();
        await Replies.StopAsync();
        if (TryClaimAlone())
        {
            WriteEnd(failure);
        }

        await EndAsync();
        if (!Requests.HasEnded)
        {
            await RefusedRequest.EndAsync(Http, Settings.Clock);
        }
    }

    private bool TryClaimAlone()
    {
        lock (Gate)
        {
            return TryClaim();
        }
    }

    private void WriteEnd(Failure? failure)
    {
        if (failure is null)
        {
            WriteSuccessfulEnd();
        }
        else
        {
            WriteFailure(failure);
        }
    }

    // A stream may be silent for as long as it likes; keepalive pings find out whether its client is there.
    private void LiftDataRate()
    {
        if (Http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requests)
        {
            requests.MinDataRate = null;
        }

        // HTTP/1.1 has one for each response; for HTTP/2 the limit of the server counts.
        if (Http.Features.Get<IHttpMinResponseDataRateFeature>() is { } responses)
        {
            responses.MinDataRate = null;
        }
    }
}
