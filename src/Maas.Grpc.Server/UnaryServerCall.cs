using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.Grpc.Server;

/// <summary>
/// One request, one reply. A call whose request is there and whose handler completes at once is answered without a state
/// machine, and nothing is flushed on the way: Kestrel sends head, message and trailers together when the call returns.
/// </summary>
internal sealed class UnaryServerCall<TRequest, TResponse>(UnaryServerMethodEntry<TRequest, TResponse> method, HttpContext http)
    : ServerCall(method, http)
    where TRequest : class
    where TResponse : class
{
    public Task RunAsync()
    {
        var refusal = Begin();
        if (refusal.StatusCode != StatusCode.OK)
        {
            return RefuseAsync(refusal);
        }

        if (Settings.LiftsBodyLimit && Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var reader = Http.Request.BodyReader;
        if (!reader.TryRead(out var result))
        {
            return ReadAsync(reader);
        }

        var message = RequestMessage.Judge(result, Settings.MaxReceiveMessageSize);
        if (message.IsComplete)
        {
            return HandleAsync(reader, result, message);
        }

        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        return ReadAsync(reader);
    }

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
                message = RequestMessage.Judge(result, Settings.MaxReceiveMessageSize);
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
        var request = message.Fault.StatusCode == StatusCode.OK ? Parse(message) : null;
        reader.AdvanceTo(result.Buffer.End);
        if (request is not null)
        {
            return HandleAsync(request);
        }

        var fault = message.Fault.StatusCode == StatusCode.OK
            ? new Status(StatusCode.Internal, "The request could not be parsed.")
            : message.Fault;
        return RefuseAsync(fault);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a parser throws means that it could not parse.")]
    private TRequest? Parse(RequestMessage message)
    {
        try
        {
            return method.Parse(message);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Settings.Log.RequestUnparsable(Method, error);
            return null;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a handler throws becomes the call's status.")]
    private Task HandleAsync(TRequest request)
    {
        Task<TResponse> handled;
        try
        {
            handled = method.Handler(request, this);
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

        if (response is null)
        {
            Settings.Log.NoReply(Method);
            return AnswerAsync(new Status(StatusCode.Internal, "The method returned no message."), null);
        }

        if (TryClaim())
        {
            WriteMessage(response);
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

    private async Task RefuseAsync(Status status)
    {
        Settings.Log.RequestRefused(Method, status);
        await AnswerAsync(status, null);
        await RefusedRequest.EndAsync(Http, Settings.Clock);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a serializer throws means that there is no reply to send.")]
    private void WriteMessage(TResponse response)
    {
        var reply = new ReplyMessage(Http.Response, Settings.MaxSendMessageSize);
        try
        {
            method.Serialize(response, reply);
            reply.ThrowIfIncomplete();
        }
        catch (Exception error)
        {
            AbandonMessage(reply, error);
            return;
        }

        ReplyHead.WriteSuccess(Trailers(), SetTrailers);
    }

    private void AbandonMessage(ReplyMessage reply, Exception error)
    {
        var status = CallFailure.OfSerializing(this, error);
        if (reply.HasWritten)
        {
            // Part of the message is on its way; only a reset can take it back.
            Http.Abort();
        }
        else
        {
            WriteFailure(status, SetTrailers);
        }
    }
}
