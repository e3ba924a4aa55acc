using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Server;

/// <summary>What of a request's body has come: not yet enough, a fault, the end, or a message.</summary>
internal sealed class RequestMessage : DeserializationContext
{
    private static readonly RequestMessage More = new(false, null, false, default);
    private static readonly RequestMessage End = new(true, null, false, default);

    private readonly ReadOnlySequence<byte> _payload;

    private RequestMessage(bool isComplete, Failure? fault, bool isCompressed, ReadOnlySequence<byte> payload)
    {
        IsComplete = isComplete;
        Fault = fault;
        IsCompressed = isCompressed;
        _payload = payload;
    }

    /// <summary>The fault of a request without the one message that its method takes (statuscodes.md: cardinality).</summary>
    public static Failure Missing { get; } =
        Failure.Of(StatusCode.Unimplemented, ErrorReason.RequestMessageCount, "The request has no message.");

    /// <summary>The fault of a request with more than the one message that its method takes.</summary>
    public static Failure Several { get; } =
        Failure.Of(StatusCode.Unimplemented, ErrorReason.RequestMessageCount, "The request has more than one message.");

    /// <summary>Whether nothing more needs to come.</summary>
    public bool IsComplete { get; }

    /// <summary>Whether there is no message, and none will come.</summary>
    public bool IsEnd => ReferenceEquals(this, End);

    /// <summary>What is wrong with the body; null when nothing is.</summary>
    public Failure? Fault { get; }

    /// <summary>Whether the payload is to be decompressed before it is parsed.</summary>
    public bool IsCompressed { get; }

    /// <summary>Where the next message begins.</summary>
    public SequencePosition Next => _payload.End;

    public override int PayloadLength => (int)_payload.Length;

    /// <summary>The next message of a stream.</summary>
    public static RequestMessage Read(in ReadResult result, int maxLength, bool isGzip)
    {
        var bytes = result.Buffer;
        if (MessageFrame.TryRead(bytes) is not { } frame)
        {
            return !result.IsCompleted ? More : bytes.IsEmpty ? End : Cut;
        }

        // Refused on the declared length, before the body that it announces is waited for.
        if (frame.Length > (uint)maxLength)
        {
            return Faulty(StatusCode.ResourceExhausted, ErrorReason.RequestTooLarge, $"The request of {frame.Length} bytes is over the limit of {maxLength}.");
        }

        if (frame.Flag != MessageFrame.Plain && !(frame.Flag == MessageFrame.Compressed && isGzip))
        {
            return Malformed("The request is marked as compressed, and names no encoding.");
        }

        if (bytes.Length < MessageFrame.PrefixSize + frame.Length)
        {
            return result.IsCompleted ? Cut : More;
        }

        return new RequestMessage(
            true,
            null,
            frame.Flag == MessageFrame.Compressed,
            bytes.Slice(MessageFrame.PrefixSize, frame.Length));
    }

    /// <summary>The message of a request that has exactly one. It is complete when the request's end has come too.</summary>
    public static RequestMessage ReadOnly(in ReadResult result, int maxLength, bool isGzip)
    {
        var message = Read(result, maxLength, isGzip);
        if (message.IsEnd)
        {
            return Faulty(Missing);
        }

        if (!message.IsComplete || message.Fault is not null)
        {
            return message;
        }

        return result.Buffer.Length > MessageFrame.PrefixSize + message.PayloadLength ? Faulty(Several)
            : result.IsCompleted ? message
            : More;
    }

    private static RequestMessage Cut => Malformed("The request ended within a message.");

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>Decompresses the payload into a buffer that the result reads from; a fault when that can't be, or is over the limit.</summary>
    public RequestMessage Decompress(int maxLength, LentBuffer buffer)
    {
        try
        {
            return GzipMessage.TryDecompress(_payload, maxLength, buffer)
                ? new RequestMessage(true, null, false, new ReadOnlySequence<byte>(buffer.Written))
                : Faulty(StatusCode.ResourceExhausted, ErrorReason.RequestTooLarge, $"The request is over the limit of {maxLength} bytes when decompressed.");
        }
        catch (InvalidDataException)
        {
            return Malformed("The request could not be decompressed.");
        }
    }

    private static RequestMessage Malformed(string detail) => Faulty(StatusCode.Internal, ErrorReason.RequestMalformed, detail);

    private static RequestMessage Faulty(StatusCode code, string reason, string detail) => Faulty(Failure.Of(code, reason, detail));

    private static RequestMessage Faulty(Failure fault) => new(true, fault, false, default);
}
