using System.Globalization;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client.Retries;

/// <summary>One call's attempts, of which one at a time is in flight.</summary>
internal sealed class CallRetries(ChannelRetries channel, RetryRules rules)
{
    private Metadata? _metadata;
    private int _backoffs;

    public long MaxKeptLength => channel.MaxKeptLength;

    /// <summary>How many attempts have failed and were, or will be, followed by another.</summary>
    public int Previous { get; private set; }

    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>Whether an attempt was sent, and the throttle does not know yet how it ended.</summary>
    public bool IsInFlight { get; private set; }

    /// <summary>Begins the first attempt with the call's metadata, which is kept: its caller may change it meanwhile.</summary>
    public Metadata Begin(Metadata? metadata)
    {
        _metadata = [.. (metadata ?? []).Where(entry => entry.Key != ReservedHeaders.PreviousAttempts)];
        IsInFlight = true;
        return _metadata;
    }

    /// <summary>Begins another attempt; gives its metadata.</summary>
    public Metadata BeginAgain()
    {
        IsInFlight = true;
        return [.. _metadata!, new(ReservedHeaders.PreviousAttempts, Previous.ToString(CultureInfo.InvariantCulture))];
    }

    /// <summary>Takes in how the attempt failed. True when there is to be another.</summary>
    /// <param name="code">Its status.</param>
    /// <param name="pushBack">What <see cref="PushBack"/> says of it.</param>
    public bool Failed(StatusCode code, int? pushBack)
    {
        IsInFlight = false;
        var isForbidden = pushBack < 0;
        if (!isForbidden && !rules.Names(code))
        {
            return false;
        }

        var isThrottled = channel.Throttle?.Failed() == false;
        if (isForbidden || isThrottled || Previous + 1 >= rules.MaxAttempts)
        {
            return false;
        }

        Previous++;
        _backoffs = pushBack is null ? _backoffs + 1 : 0;
        Wait = pushBack is { } told ? TimeSpan.FromMilliseconds(told) : rules.Backoff(_backoffs, Random.Shared.NextDouble());
        return true;
    }
}
