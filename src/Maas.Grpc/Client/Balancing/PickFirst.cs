using Grpc.Core;

namespace Maas.Grpc.Client.Balancing;

/// <summary>
/// Connects to one address, the first that answers when they are tried in their order, and stays with it while it is connected
/// (gRFC A62). Once all have failed, each is tried again by its own backoff, and the first that answers is the one.
/// </summary>
internal sealed class PickFirst : IBalancingPolicy
{
    private Subchannel? _chosen;
    private bool _isAwake;

    public Picture Arrange(Subchannel[] subchannels)
    {
        if (_chosen is { State: ConnectivityState.Idle })
        {
            // The next call begins with the first again.
            _isAwake = false;
        }

        _chosen = _chosen is { State: ConnectivityState.Ready }
            ? _chosen
            : Array.Find(subchannels, subchannel => subchannel.State == ConnectivityState.Ready);
        if (_chosen is { } chosen)
        {
            Array.ForEach(Array.FindAll(subchannels, subchannel => subchannel != chosen), subchannel => subchannel.Release());
            return Picture.Of(chosen);
        }

        return _isAwake ? TryNext(subchannels) : Picture.Idle;
    }

    public void Wake() => _isAwake = true;

    private static Picture TryNext(Subchannel[] subchannels)
    {
        var next = Array.Find(subchannels, subchannel => subchannel.State != ConnectivityState.TransientFailure);
        if (next is null)
        {
            return Picture.Failed(subchannels);
        }

        next.Connect();
        return Picture.Connecting;
    }
}
