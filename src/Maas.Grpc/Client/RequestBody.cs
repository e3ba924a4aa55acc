using Grpc.Core;
using Maas.Grpc.Client.Retries;

namespace Maas.Grpc.Client;

/// <summary>The request side of a call.</summary>
internal abstract class RequestBody : IRequestBody
{
    /// <summary>
    /// Why the request could not be written; null for no such reason. Kept here, since the handler wraps what its content
    /// throws, and it could not be told apart from a failed connection.
    /// </summary>
    public RpcException? Fault { get; protected set; }

    /// <summary>The call's attempts; null for a call that is made once.</summary>
    public virtual CallRetries? Retries => null;

    public abstract Task WriteToAsync(Stream stream, CancellationToken cancellationToken);

    /// <summary>Says that the reply's head has come, so that the request is not sent again.</summary>
    public virtual void HeadArrived()
    {
    }

    /// <summary>Says that the call has ended, so that nothing more is written.</summary>
    public virtual void CallEnded()
    {
    }
}
