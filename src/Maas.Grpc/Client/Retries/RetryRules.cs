using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Maas.Grpc.Client.Retries;

/// <summary>A retry policy as it was when the channel was made.</summary>
internal sealed class RetryRules
{
    // Either way, so that clients who failed together do not come back together (gRFC A6, Exponential Backoff).
    private const double Jitter = 0.2;

    // A timer's longest wait.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly TimeSpan _initialBackoff;
    private readonly TimeSpan _maxBackoff;
    private readonly double _multiplier;
    private readonly Func<object, bool>? _appliesTo;
    private readonly uint _codes;

    /// <summary>Takes over a policy that <see cref="RetryCheck"/> has found nothing wrong with.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="most">How many attempts the channel allows; null for as many as the policy does.</param>
    public RetryRules(RetryPolicy policy, int? most)
    {
        MaxAttempts = Math.Min(policy.MaxAttempts!.Value, most ?? int.MaxValue);
        _initialBackoff = policy.InitialBackoff!.Value;
        _maxBackoff = policy.MaxBackoff!.Value;
        _multiplier = policy.BackoffMultiplier!.Value;
        _appliesTo = policy.AppliesTo;
        foreach (var code in policy.RetryableStatusCodes)
        {
            _codes |= 1u << (int)code;
        }
    }

    public int MaxAttempts { get; }

    /// <summary>Whether a call that ends so is made again.</summary>
    public bool Names(StatusCode code) => (_codes >> (int)code & 1) == 1;

    /// <summary>Whether this request may be sent more than once.</summary>
    public bool ApplyTo(object request) => MaxAttempts > 1 && _appliesTo?.Invoke(request) is null or true;

    /// <summary>How long to wait before an attempt.</summary>
    /// <param name="repetition">1 for the first that is not told by the server when to come.</param>
    /// <param name="random">From 0 to 1.</param>
    public TimeSpan Backoff(int repetition, double random)
    {
        var mean = Math.Min(_initialBackoff.Ticks * Math.Pow(_multiplier, repetition - 1), _maxBackoff.Ticks);
        var ticks = mean * (1 - Jitter + (2 * Jitter * random));
        return ticks < Longest.Ticks ? new TimeSpan((long)ticks) : Longest;
    }
}
