using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Server;

/// <summary>What of a unary request's body has come: not yet enough, a fault, or exactly one message and the end.</summary>
internal sealed class RequestMessage : DeserializationContext
{
    private static readonly RequestMessage More = new(false, Status.DefaultSuccess, default);

    private readonly ReadOnlySequence<byte> _payload;

    private RequestMessage(bool isComplete, Status fault, ReadOnlySequence<byte> payload)
    {
        IsComplete = isComplete;
        Fault = fault;
        _payload = payload;
    }

    /// <summary>Whether nothing more needs to come.</summary>
    public bool IsComplete { get; }

    /// <summary>What is wrong with the body; OK when nothing is.</summary>
    public Status Fault { get; }

    public override int PayloadLength => (int)_payload.Length;

    public static RequestMessage Judge(in ReadResult result, int maxLength)
    {
        var bytes = result.Buffer;
        if (MessageFrame.TryRead(bytes) is not { } frame)
        {
            return !result.IsCompleted ? More
                : bytes.IsEmpty ? Faulty(StatusCode.Unimplemented, "The request has no message.")
                : Faulty(StatusCode.Internal, "The request ended within a message.");
        }

        // Refused on the declared length, before the body that it announces is waited for.
        if (frame.Length > (uint)maxLength)
        {
            return Faulty(StatusCode.ResourceExhausted, $"The request of {frame.Length} bytes is over the limit of {maxLength}.");
        }

        if (frame.Flag != MessageFrame.Plain)
        {
            return Faulty(StatusCode.Internal, "The request is marked as compressed, and names no encoding.");
        }

        var missing = MessageFrame.PrefixSize + frame.Length - bytes.Length;
        return missing < 0 ? Faulty(StatusCode.Unimplemented, "The request has more than one message.")
            : !result.IsCompleted ? More
            : missing > 0 ? Faulty(StatusCode.Internal, "The request ended within a message.")
            : new RequestMessage(true, Status.DefaultSuccess, bytes.Slice(MessageFrame.PrefixSize));
    }

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    private static RequestMessage Faulty(StatusCode code, string detail) => new(true, new Status(code, detail), default);
}
