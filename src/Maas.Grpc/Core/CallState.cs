namespace Grpc.Core;

/// <summary>What every kind of call offers beside its messages, and the object that it asks.</summary>
internal readonly struct CallState(
    Func<object, Task<Metadata>> responseHeadersAsync,
    Func<object, Status> getStatus,
    Func<object, Metadata> getTrailers,
    Action<object> dispose,
    object state)
{
    public Task<Metadata> ResponseHeadersAsync => responseHeadersAsync(state);

    public Status GetStatus() => getStatus(state);

    public Metadata GetTrailers() => getTrailers(state);

    public void Dispose() => dispose(state);

    /// <summary>The same for callers that bring closures.</summary>
    public static CallState From(Task<Metadata> responseHeadersAsync, Func<Status> getStatus, Func<Metadata> getTrailers, Action dispose) => new(
        state => ((Closures)state).Headers,
        state => ((Closures)state).Status(),
        state => ((Closures)state).Trailers(),
        state => ((Closures)state).Dispose(),
        new Closures(responseHeadersAsync, getStatus, getTrailers, dispose));

    private sealed record Closures(Task<Metadata> Headers, Func<Status> Status, Func<Metadata> Trailers, Action Dispose);
}
