using Google.Protobuf;
using Maas.History.Recording;

namespace Maas.History.Driving;

/// <summary>A way from a client to the registry.</summary>
internal interface IWay
{
    string Name { get; }

    /// <summary>Whether what carries the call may make it more than once.</summary>
    bool MayRepeat(IMessage request);

    /// <summary>Makes a call; whatever comes of it is an outcome.</summary>
    /// <param name="request">The request of the RPC.</param>
    /// <param name="requestId">The <c>x-request-id</c> that it carries.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task<Outcome> CallAsync(IMessage request, string requestId, CancellationToken cancellationToken);
}
