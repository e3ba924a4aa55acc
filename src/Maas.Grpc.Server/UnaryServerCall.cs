using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>
/// One request, one reply. A call whose request is there and whose handler completes at once is answered without a state
/// machine, and nothing is flushed on the way: Kestrel sends head, message and trailers together when the call returns.
/// </summary>
internal sealed class UnaryServerCall<TRequest, TResponse>(
    ServerMethod<TRequest, TResponse> method,
    HttpContext http,
    UnaryServerMethod<TRequest, TResponse> handler) : ServerCall<TRequest, TResponse>(method, http)
    where TRequest : class
    where TResponse : class
{
    public override Task RunAsync()
    {
        if (Begin() is { } refusal)
        {
            return RefuseAsync(refusal);
        }

        if (Settings.LiftsBodyLimit)
        {
            LiftBodyLimit();
        }

        return TryReadAsync(Http.Request.BodyReader);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the reading ends the call.")]
    private Task TryReadAsync(PipeReader reader)
    {
        TRequest? request;
        Failure? fault;
        try
        {
            if (!reader.TryRead(out var result) || !TryTake(reader, result, out request, out fault))
            {
                return ReadAsync(reader);
            }
        }
        catch (Exception error)
        {
            return AnswerAsync(CallFailure.OfReading(this, error));
        }

        return fault is null ? HandleAsync(request!) : RefuseAsync(fault);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the reading ends the call.")]
    private async Task ReadAsync(PipeReader reader)
    {
        var deadline = ArmDeadline();
        TRequest? request;
        Failure? fault;
        try
        {
            while (!TryTake(reader, await reader.ReadAsync(deadline), out request, out fault))
            {
                // More is to come.
            }
        }
        catch (Exception error)
        {
            await AnswerAsync(CallFailure.OfReading(this, error));
            return;
        }

        await (fault is null ? HandleAsync(request!) : RefuseAsync(fault));
    }

    /// <summary>Takes the request, or what is wrong with it, out of what has come; false while it is incomplete.</summary>
    private bool TryTake(PipeReader reader, in ReadResult result, out TRequest? request, out Failure? fault)
    {
        var message = RequestMessage.ReadOnly(result, Settings.MaxReceiveMessageSize, IsRequestGzip);
        if (!message.IsComplete)
        {
            (request, fault) = (null, null);
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            return false;
        }

        fault = TryParse(message, out request);
        reader.AdvanceTo(result.Buffer.End);
        return true;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a handler throws becomes the call's status.")]
    private Task HandleAsync(TRequest request)
    {
        Task<TResponse> handled;
        try
        {
            handled = handler(request, this);
        }
        catch (Exception error)
        {
            return AnswerAsync(CallFailure.OfHandler(this, error));
        }

        return handled.IsCompletedSuccessfully ? AnswerAsync(handled.Result) : AwaitAsync(handled);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a handler throws becomes the call's status.")]
    private async Task AwaitAsync(Task<TResponse> handled)
    {
        ArmDeadline();
        TResponse response;
        try
        {
            response = await handled;
        }
        catch (Exception error)
        {
            await AnswerAsync(CallFailure.OfHandler(this, error));
            return;
        }

        await AnswerAsync(response);
    }

    private Task AnswerAsync(TResponse? response)
    {
        if (Status.StatusCode != StatusCode.OK)
        {
            return AnswerAsync(Failure.Chosen(Status, null));
        }

        if (TryClaim())
        {
            WriteReply(response);
        }

        return EndAsync();
    }

    private Task AnswerAsync(Failure failure)
    {
        if (TryClaim())
        {
            WriteFailure(failure);
        }

        return EndAsync();
    }
}
