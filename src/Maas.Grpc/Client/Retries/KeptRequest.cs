using Grpc.Core;

namespace Maas.Grpc.Client.Retries;

/// <summary>
/// The one message of a call that may be made again: serialized once, so that each attempt sends the same whatever becomes of
/// the message meanwhile.
/// </summary>
internal sealed class KeptRequest : RequestBody
{
    private readonly ReadOnlyMemory<byte> _frame;

    private KeptRequest(ReadOnlyMemory<byte> frame, CallRetries? retries)
    {
        _frame = frame;
        Retries = retries;
    }

    /// <inheritdoc/>
    public override CallRetries? Retries { get; }

    /// <summary>Keeps a message. One that cannot be serialized is the body's fault; one that is too long is sent once.</summary>
    public static KeptRequest Of<T>(ClientCall call, Marshaller<T> marshaller, T message, CallRetries retries)
    {
        using var payload = new PayloadBuffer(call.Settings.MaxSendMessageSize);
        try
        {
            payload.Write(message, marshaller);
        }
        catch (RpcException error)
        {
            return new KeptRequest(default, null) { Fault = error };
        }

        // An array of its own, and never lent: an attempt that has failed may still be writing from it.
        var isCompressed = call.Compresses(null);
        var frame = payload.Frame(isCompressed);
        return new KeptRequest(isCompressed ? frame : frame.ToArray(), frame.Length <= retries.MaxKeptLength ? retries : null);
    }

    public override Task WriteToAsync(Stream stream, CancellationToken cancellationToken) =>
        stream.WriteAsync(_frame, cancellationToken).AsTask();
}
