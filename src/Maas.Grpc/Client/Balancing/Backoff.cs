namespace Maas.Grpc.Client.Balancing;

/// <summary>How long lies between the starts of attempts to connect (grpc/grpc doc/connection-backoff.md).</summary>
/// <param name="initial">Between the first two.</param>
/// <param name="longest">What it grows to.</param>
/// <param name="random">Numbers from 0 to 1, so that clients that lost a server together do not come back together.</param>
internal sealed class Backoff(TimeSpan initial, TimeSpan longest, Func<double> random)
{
    private const double Multiplier = 1.6;
    private const double Jitter = 0.2;

    private TimeSpan? _current;

    /// <summary>The next time between two attempts.</summary>
    public TimeSpan Next()
    {
        if (_current is not { } current)
        {
            // The specification has no jitter in the first; the longest bounds it all the same.
            return (_current = initial < longest ? initial : longest).Value;
        }

        var grown = current > longest / Multiplier ? longest : current * Multiplier;
        _current = grown;
        return grown * (1 + (Jitter * ((2 * random()) - 1)));
    }

    public void Reset() => _current = null;
}
