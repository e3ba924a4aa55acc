using Grpc.Net.Client;
using Maas.Grpc.Client.Retries;

namespace Maas.Grpc.Client;

/// <summary>Holds a channel's options to the bounds that their documentation names.</summary>
internal static class ChannelOptionsCheck
{
    // SocketsHttpHandler takes milliseconds as far as an int goes, and says so only when it is made, or with the first call.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    public static void ThrowIfOutOfBounds(GrpcChannelOptions options)
    {
        List<string> faults = [];
        Check(options.MaxReceiveMessageSize is null or >= 0, "MaxReceiveMessageSize is negative");
        Check(options.MaxSendMessageSize is null or >= 0, "MaxSendMessageSize is negative");
        Check(IsInfiniteOrWithin(options.ConnectTimeout, TimeSpan.FromMilliseconds(1)), "ConnectTimeout is not between 1 ms and 24 days");
        Check(IsInfiniteOrWithin(options.KeepAlivePingDelay, TimeSpan.FromSeconds(1)), "KeepAlivePingDelay is not between 1 s and 24 days");
        Check(IsInfiniteOrWithin(options.KeepAlivePingTimeout, TimeSpan.FromSeconds(1)), "KeepAlivePingTimeout is not between 1 s and 24 days");
        Check(IsBackoff(options.InitialReconnectBackoff), "InitialReconnectBackoff is not between 1 ms and 1 day");
        Check(IsBackoff(options.MaxReconnectBackoff), "MaxReconnectBackoff is not between 1 ms and 1 day");
        Check(options.TimeProvider is not null, "TimeProvider is null");
        faults.AddRange(RetryCheck.Faults(options));

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".", nameof(options));
        }

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }

    private static bool IsInfiniteOrWithin(TimeSpan value, TimeSpan least) =>
        value == Timeout.InfiniteTimeSpan || (value >= least && value <= Longest);

    private static bool IsBackoff(TimeSpan value) => value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1);
}
