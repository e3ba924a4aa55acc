namespace Maas.Grpc.Client.Balancing;

/// <summary>Decides which addresses are connected to, and which of them get calls. It is asked with the channel's lock held.</summary>
internal interface IBalancingPolicy
{
    /// <summary>Connects what is to be connected, and says what calls find.</summary>
    /// <param name="subchannels">In order of preference; not empty.</param>
    Picture Arrange(Subchannel[] subchannels);

    /// <summary>Says that a call has come and found it idle.</summary>
    void Wake();
}
