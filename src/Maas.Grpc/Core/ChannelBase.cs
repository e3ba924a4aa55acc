namespace Grpc.Core;

/// <summary>A way to a server.</summary>
public abstract class ChannelBase
{
    /// <summary>A channel to a target.</summary>
    /// <param name="target">The server's authority, for messages.</param>
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>The server's authority.</summary>
    public string Target { get; }

    /// <summary>Makes an invoker that calls over this channel.</summary>
    /// <returns>The invoker.</returns>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Ends the channel: it takes no more calls, and those in flight run to their end.</summary>
    /// <returns>A task that ends when the channel has.</returns>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>Provides <see cref="ShutdownAsync"/>.</summary>
    /// <returns>A task that ends when the channel has.</returns>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
