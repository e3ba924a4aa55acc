using Grpc.Core;

namespace Maas.Grpc.Client.Balancing;

/// <summary>Keeps a connection to every address; those that have one get calls in turn.</summary>
internal sealed class RoundRobin : IBalancingPolicy
{
    public Picture Arrange(Subchannel[] subchannels)
    {
        Array.ForEach(subchannels, subchannel => subchannel.Connect());

        var ready = Array.FindAll(subchannels, subchannel => subchannel.State == ConnectivityState.Ready);
        return ready.Length > 0
            ? Picture.Of(ready)
            : Array.Exists(subchannels, subchannel => subchannel.State == ConnectivityState.Connecting)
                ? Picture.Connecting
                : Picture.Failed(subchannels);
    }

    public void Wake()
    {
    }
}
