using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace Maas.Grpc.Client.Retries;

/// <summary>Holds what a channel is told of retries to the bounds that its documentation names.</summary>
internal static class RetryCheck
{
    private const int MostTokens = 1000;
    private const double LeastRatio = 0.001;

    /// <summary>Everything that is wrong with a channel's options for retries.</summary>
    public static IEnumerable<string> Faults(GrpcChannelOptions options) =>
    [
        .. When(options.MaxRetryAttempts < 1, "MaxRetryAttempts is below 1"),
        .. When(options.MaxRetryBufferPerCallSize < 0, "MaxRetryBufferPerCallSize is negative"),
        .. options.ServiceConfig is { } config ? Faults(config) : [],
    ];

    private static IEnumerable<string> Faults(ServiceConfig config)
    {
        HashSet<string> keys = [];
        for (var index = 0; index < config.MethodConfigs.Count; index++)
        {
            var place = $"ServiceConfig.MethodConfigs[{index}]";
            if (config.MethodConfigs[index] is not { } method)
            {
                yield return $"{place} is null";
                continue;
            }

            foreach (var fault in method.Names.SelectMany(name => Faults(name, keys)).Concat(Faults(method.RetryPolicy)))
            {
                yield return $"{place}.{fault}";
            }
        }

        foreach (var fault in Faults(config.RetryThrottling))
        {
            yield return $"ServiceConfig.RetryThrottling.{fault}";
        }
    }

    private static IEnumerable<string> Faults(MethodName? name, HashSet<string> keys)
    {
        if (name is null)
        {
            return ["Names has null"];
        }

        var text = $"'{name.Service}/{name.Method}'";
        return
        [
            .. When(string.IsNullOrEmpty(name.Service) && !string.IsNullOrEmpty(name.Method), $"Names has {text}, a method without a service"),
            .. When($"{name.Service}{name.Method}".Contains('/'), $"Names has {text}, and neither name may have a slash"),
            .. When(!keys.Add(ChannelRetries.KeyOf(name)), $"Names has {text}, which was named before"),
        ];
    }

    private static IEnumerable<string> Faults(RetryPolicy? policy) => policy is null
        ? []
        :
        [
            .. When(policy.MaxAttempts is not >= 2, "RetryPolicy.MaxAttempts is not from 2"),
            .. When(!(policy.InitialBackoff > TimeSpan.Zero), "RetryPolicy.InitialBackoff is not over zero"),
            .. When(!(policy.MaxBackoff > TimeSpan.Zero), "RetryPolicy.MaxBackoff is not over zero"),
            .. When(!(policy.BackoffMultiplier is > 0 and < double.PositiveInfinity), "RetryPolicy.BackoffMultiplier is not over zero"),
            .. When(policy.RetryableStatusCodes.Count == 0, "RetryPolicy.RetryableStatusCodes is empty"),
            .. When(!policy.RetryableStatusCodes.All(IsFailure), "RetryPolicy.RetryableStatusCodes has what is no status of a failure"),
        ];

    private static IEnumerable<string> Faults(RetryThrottlingPolicy? policy) => policy is null
        ? []
        :
        [
            .. When(policy.MaxTokens is not (> 0 and <= MostTokens), $"MaxTokens is not from 1 to {MostTokens}"),
            .. When(!(policy.TokenRatio is >= LeastRatio and < double.PositiveInfinity), "TokenRatio is not from 0.001"),
        ];

    private static bool IsFailure(StatusCode code) => code != StatusCode.OK && Enum.IsDefined(code);

    private static IEnumerable<string> When(bool isWrong, string fault) => isWrong ? [fault] : [];
}
