using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace Maas.Grpc.Server.Tests.Retries;

/// <summary>Options of channels that make calls again.</summary>
internal static class RetryOptions
{
    /// <summary>A policy of waits that no test notices.</summary>
    public static RetryPolicy Policy(params StatusCode[] codes)
    {
        var policy = new RetryPolicy
        {
            MaxAttempts = 4,
            InitialBackoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(5),
            BackoffMultiplier = 2,
        };
        foreach (var code in codes.DefaultIfEmpty(StatusCode.Unavailable))
        {
            policy.RetryableStatusCodes.Add(code);
        }

        return policy;
    }

    /// <summary>Options with a policy for the given methods; for all when none is given.</summary>
    public static GrpcChannelOptions For(RetryPolicy? policy, params MethodName[] names) => new()
    {
        ServiceConfig = new ServiceConfig { MethodConfigs = { MethodConfig(policy, names) } },
    };

    public static MethodConfig MethodConfig(RetryPolicy? policy, params MethodName[] names)
    {
        var config = new MethodConfig { RetryPolicy = policy };
        foreach (var name in names.DefaultIfEmpty(MethodName.Default))
        {
            config.Names.Add(name);
        }

        return config;
    }
}
