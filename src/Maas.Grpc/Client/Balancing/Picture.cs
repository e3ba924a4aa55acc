using Grpc.Core;

namespace Maas.Grpc.Client.Balancing;

/// <summary>What a channel's calls find at one time, until it is <see cref="Changed"/>.</summary>
internal sealed class Picture
{
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Picture(ConnectivityState state) => State = state;

    public static Picture Idle => new(ConnectivityState.Idle);

    public static Picture Connecting => new(ConnectivityState.Connecting);

    public static Picture Shutdown => new(ConnectivityState.Shutdown);

    public ConnectivityState State { get; }

    /// <summary>What calls go to, in turn; empty unless there is a connection.</summary>
    public Subchannel[] Ready { get; private init; } = [];

    /// <summary>What calls that do not wait fail with.</summary>
    public Status Failure { get; private init; }

    /// <summary>Ends when another takes its place.</summary>
    public Task Changed => _changed.Task;

    public static Picture Of(params Subchannel[] ready) => new(ConnectivityState.Ready) { Ready = ready };

    public static Picture Failed(Status failure) => new(ConnectivityState.TransientFailure) { Failure = failure };

    /// <summary>All of them have failed.</summary>
    public static Picture Failed(Subchannel[] subchannels)
    {
        var last = subchannels.MaxBy(subchannel => subchannel.FailedAt)!.Failure!;
        var detail = subchannels.Length == 1 ? last.Message : $"None of {subchannels.Length} addresses can be connected to; last, {last.Message}";
        return Failed(new Status(StatusCode.Unavailable, detail, last));
    }

    public void Replaced() => _changed.TrySetResult();
}
