using Grpc.Core;

namespace Maas.Grpc.Client;

/// <summary>The one message of a call that does not stream its requests.</summary>
internal sealed class SingleRequest<T>(ClientCall call, Marshaller<T> marshaller, T message) : RequestBody
{
    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var payload = new PayloadBuffer(call.Settings.MaxSendMessageSize);
        try
        {
            payload.Write(message, marshaller);
        }
        catch (RpcException error)
        {
            Fault = error;
            throw;
        }

        await stream.WriteAsync(payload.Frame(call.Compresses(null)), cancellationToken).ConfigureAwait(false);
    }
}
