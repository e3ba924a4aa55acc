using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Maas.Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>A call that reads and writes messages.</summary>
internal abstract class ServerCall<TRequest, TResponse>(ServerMethod<TRequest, TResponse> method, HttpContext http) : ServerCall(method, http)
    where TRequest : class
    where TResponse : class
{
    private static readonly Failure NoReply = Failure.Of(StatusCode.Internal, ErrorReason.ReplyInvalid, "The method returned no message.");

    private static readonly Failure Unparsable =
        Failure.Of(StatusCode.Internal, ErrorReason.RequestMalformed, "The request could not be parsed.");

    /// <summary>Parses a message, after decompressing it where that is due. A fault says why there is none.</summary>
    public Failure? TryParse(RequestMessage message, out TRequest? request)
    {
        IsRequestCompressed = message.IsCompressed;
        if (!message.IsCompressed)
        {
            return TryParsePlain(message, out request);
        }

        using var buffer = new LentBuffer();
        return TryParsePlain(message.Decompress(Settings.MaxReceiveMessageSize, buffer), out request);
    }

    /// <summary>
    /// Writes a message into the response, behind the head if that is still to come. A fault says why it is not there. A message
    /// of which only a part could be written ends the call.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a serializer throws means that there is no reply to send.")]
    public Failure? TryWrite(TResponse response)
    {
        BeginReplies();
        var reply = new ReplyMessage(Http.Response.BodyWriter, Settings.MaxSendMessageSize, CompressesNext ? Settings.CompressionLevel : null);
        try
        {
            method.Serialize(response, reply);
            reply.ThrowIfIncomplete();
            HasReplies = true;
            return null;
        }
        catch (Exception error)
        {
            if (reply.HasWritten)
            {
                // Part of the message is on its way; only a reset can take it back.
                Http.Abort();
            }

            return CallFailure.OfSerializing(this, error);
        }
    }

    /// <summary>Writes the only reply and the call's success, or why there is no reply.</summary>
    protected void WriteReply(TResponse? response)
    {
        if (response is null)
        {
            Settings.Log.NoReply(Method);
            WriteFailure(NoReply);
        }
        else if (TryWrite(response) is { } fault)
        {
            WriteFailure(fault);
        }
        else
        {
            WriteSuccess();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a parser throws means that it could not parse.")]
    private Failure? TryParsePlain(RequestMessage message, out TRequest? request)
    {
        request = null;
        if (message.Fault is not null)
        {
            return message.Fault;
        }

        try
        {
            request = method.Parse(message);
            return null;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Settings.Log.RequestUnparsable(Method, error);
            return Unparsable;
        }
    }
}
