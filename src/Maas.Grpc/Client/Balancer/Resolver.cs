namespace Grpc.Net.Client.Balancer;

/// <summary>Finds the addresses that a channel's name stands for, and tells the channel whenever they change.</summary>
public abstract class Resolver : IDisposable
{
    /// <summary>Begins to look up. Called once, before anything else; it returns without waiting for the result.</summary>
    /// <param name="listener">Takes in each result, whether it differs from the last or not, on any thread.</param>
    public abstract void Start(Action<ResolverResult> listener);

    /// <summary>
    /// Asks for another look-up, since a server cannot be reached or a look-up failed. It may be called often, and on any thread: how
    /// often to look up is the resolver's own to bound. Does nothing by default.
    /// </summary>
    public virtual void Refresh()
    {
    }

    /// <summary>Ends it: nothing more is looked up, and no result comes any more.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Provides <see cref="Dispose()"/>.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
