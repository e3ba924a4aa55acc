using System.Collections.Frozen;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace Maas.Grpc.Client.Retries;

/// <summary>Which calls of a channel are made again: its service config as it was when the channel was made.</summary>
internal sealed class ChannelRetries
{
    // By path, by service, and by nothing for all methods. A method that is named without a policy is never made again.
    private readonly FrozenDictionary<string, RetryRules?> _rules;

    private ChannelRetries(GrpcChannelOptions options, ServiceConfig config)
    {
        _rules = config.MethodConfigs
            .SelectMany(method => method.Names.Select(name => (Key: KeyOf(name), method.RetryPolicy)))
            .ToFrozenDictionary(
                named => named.Key,
                named => named.RetryPolicy is { } policy ? new RetryRules(policy, options.MaxRetryAttempts) : null);
        Throttle = config.RetryThrottling is { } throttling ? new RetryThrottle(throttling) : null;
        MaxKeptLength = options.MaxRetryBufferPerCallSize ?? long.MaxValue;
    }

    /// <summary>The channel's tokens; null for no limit.</summary>
    public RetryThrottle? Throttle { get; }

    /// <summary>The longest request that is kept to be sent again, in bytes.</summary>
    public long MaxKeptLength { get; }

    /// <summary>Those of a channel; null when no policy makes any call again.</summary>
    public static ChannelRetries? Of(GrpcChannelOptions options) =>
        options.ServiceConfig is { } config && config.MethodConfigs.Any(method => method.RetryPolicy is not null)
            ? new ChannelRetries(options, config)
            : null;

    /// <summary>The rules for a method, by its most exact name; null for a method that is never made again.</summary>
    public RetryRules? RulesOf(IMethod method) =>
        _rules.TryGetValue(method.FullName, out var rules) || _rules.TryGetValue(method.ServiceName, out rules) || _rules.TryGetValue("", out rules)
            ? rules
            : null;

    /// <summary>The name as a key: the same for names that mean the same.</summary>
    public static string KeyOf(MethodName name) => string.IsNullOrEmpty(name.Method) ? name.Service ?? "" : $"/{name.Service}/{name.Method}";
}
