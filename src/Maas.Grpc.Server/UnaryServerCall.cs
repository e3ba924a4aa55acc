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
        var refusal = Begin();
        if (refusal.StatusCode != StatusCode.OK)
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
        ReadResult result;
        try
        {
            if (!reader.TryRead(out result))
            {
                return ReadAsync(reader);
            }
        }
        catch (Exception error)
        {
            return AnswerAsync(CallFailure.OfReading(this, error), null);
        }

        var message = Judge(result);
        if (message.IsComplete)
        {
            return HandleAsync(reader, result, message);
        }

        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        return ReadAsync(reader);
    }

    private RequestMessage Judge(in ReadResult result) => RequestMessage.ReadOnly(result, Settings.MaxReceiveMessageSize, IsRequestGzip);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the reading ends the call.")]
    private async Task ReadAsync(PipeReader reader)
    {
        var deadline = ArmDeadline();
        ReadResult result;
        RequestMessage message;
        try
        {
            while (true)
            {
                result = await reader.ReadAsync(deadline);
                message = Judge(result);
                if (message.IsComplete)
                {
                    break;
                }

                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (Exception error)
        {
            await AnswerAsync(CallFailure.OfReading(this, error), null);
            return;
        }

        await HandleAsync(reader, result, message);
    }

    private Task HandleAsync(PipeReader reader, in ReadResult result, RequestMessage message)
    {
        var fault = TryParse(message, out var request);
        reader.AdvanceTo(result.Buffer.End);
        return request is not null ? HandleAsync(request) : RefuseAsync(fault);
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
            return AnswerAsync(error);
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
            await AnswerAsync(error);
            return;
        }

        await AnswerAsync(response);
    }

    private Task AnswerAsync(TResponse? response)
    {
        if (Status.StatusCode != StatusCode.OK)
        {
            return AnswerAsync(Status, null);
        }

        if (TryClaim())
        {
            WriteReply(response);
        }

        return EndAsync();
    }

    private Task AnswerAsync(Exception error)
    {
        var (status, trailers) = CallFailure.OfHandler(this, error);
        return AnswerAsync(status, trailers);
    }

    private Task AnswerAsync(Status status, Metadata? trailers)
    {
        if (TryClaim())
        {
            WriteFailure(status, SetTrailersWith(trailers));
        }

        return EndAsync();
    }
}
