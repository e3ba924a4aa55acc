using Grpc.Net.Client.Configuration;

namespace Maas.Grpc.Client.Retries;

/// <summary>
/// The tokens of a channel, counted in thousandths: a failure takes one, a success gives back a part of one, and calls are made
/// again while there are more than half of them (gRFC A6, Throttling).
/// </summary>
internal sealed class RetryThrottle
{
    public const int Token = 1000;

    private readonly int _most;
    private readonly int _ratio;
    private int _tokens;

    /// <summary>Takes over a policy that <see cref="RetryCheck"/> has found nothing wrong with.</summary>
    public RetryThrottle(RetryThrottlingPolicy policy)
    {
        _most = policy.MaxTokens!.Value * Token;
        _tokens = _most;

        // By way of a decimal, since 0.29 * 1000 is less than 290.
        _ratio = (int)((decimal)Math.Min(policy.TokenRatio!.Value, policy.MaxTokens.Value) * Token);
    }

    /// <summary>Takes a token for a failure. True when calls may be made again.</summary>
    public bool Failed()
    {
        while (true)
        {
            var tokens = Volatile.Read(ref _tokens);
            var left = Math.Max(tokens - Token, 0);
            if (Interlocked.CompareExchange(ref _tokens, left, tokens) == tokens)
            {
                return left > _most / 2;
            }
        }
    }

    /// <summary>Gives back a part of a token for a success.</summary>
    public void Succeeded()
    {
        // Most calls end well and find all tokens there, so that they write nothing that others read.
        for (var tokens = Volatile.Read(ref _tokens); tokens < _most; tokens = Volatile.Read(ref _tokens))
        {
            if (Interlocked.CompareExchange(ref _tokens, Math.Min(tokens + _ratio, _most), tokens) == tokens)
            {
                return;
            }
        }
    }
}
