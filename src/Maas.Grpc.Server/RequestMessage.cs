using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Server;

/// <summary>What of a request's body has come: not yet enough, a fault, the end, or a message.</summary>
internal sealed class RequestMessage : DeserializationContext
{
    private static readonly RequestMessage More = new(false, Status.DefaultSuccess, false, default);
    private static readonly RequestMessage End = new(true, Status.DefaultSuccess, false, default);

    private readonly ReadOnlySequence<byte> _payload;

    private RequestMessage(bool isComplete, Status fault, bool isCompressed, ReadOnlySequence<byte> payload)
    {
        IsComplete = isComplete;
        Fault = fault;
        IsCompressed = isCompressed;
        _payload = payload;
    }

    /// <summary>Whether nothing more needs to come.</summary>
    public bool IsComplete { get; }

    /// <summary>Whether there is no message, and none will come.</summary>
    public bool IsEnd => ReferenceEquals(this, End);

    /// <summary>What is wrong with the body; OK when nothing is.</summary>
    public Status Fault { get; }

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
            return Faulty(StatusCode.ResourceExhausted, $"The request of {frame.Length} bytes is over the limit of {maxLength}.");
        }

        if (frame.Flag != MessageFrame.Plain && !(frame.Flag == MessageFrame.Compressed && isGzip))
        {
            return Faulty(StatusCode.Internal, "The request is marked as compressed, and names no encoding.");
        }

        if (bytes.Length < MessageFrame.PrefixSize + frame.Length)
        {
            return result.IsCompleted ? Cut : More;
        }

        return new RequestMessage(
            true,
            Status.DefaultSuccess,
            frame.Flag == MessageFrame.Compressed,
            bytes.Slice(MessageFrame.PrefixSize, frame.Length));
    }

    /// <summary>The message of a request that has exactly one. It is complete when the request's end has come too.</summary>
    public static RequestMessage ReadOnly(in ReadResult result, int maxLength, bool isGzip)
    {
        var message = Read(result, maxLength, isGzip);
        if (message.IsEnd)
        {
            return None;
        }

        if (!message.IsComplete || message.Fault.StatusCode != StatusCode.OK)
        {
            return message;
        }

        return result.Buffer.Length > MessageFrame.PrefixSize + message.PayloadLength ? Several
            : result.IsCompleted ? message
            : More;
    }

    public static RequestMessage None => Faulty(StatusCode.Unimplemented, "The request has no message.");

    public static RequestMessage Several => Faulty(StatusCode.Unimplemented, "The request has more than one message.");

    private static RequestMessage Cut => Faulty(StatusCode.Internal, "The request ended within a message.");

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>Decompresses the payload into a buffer that the result reads from; a fault when that can't be, or is over the limit.</summary>
    public RequestMessage Decompress(int maxLength, LentBuffer buffer)
    {
        try
        {
            return GzipMessage.TryDecompress(_payload, maxLength, buffer)
                ? new RequestMessage(true, Status.DefaultSuccess, false, new ReadOnlySequence<byte>(buffer.Written))
                : Faulty(StatusCode.ResourceExhausted, $"The request is over the limit of {maxLength} bytes when decompressed.");
        }
        catch (InvalidDataException)
        {
            return Faulty(StatusCode.Internal, "The request could not be decompressed.");
        }
    }

    private static RequestMessage Faulty(StatusCode code, string detail) => new(true, new Status(code, detail), false, default);
}
