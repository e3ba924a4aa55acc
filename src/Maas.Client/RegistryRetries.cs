using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Maas.Contract;
using Maas.Contract.V1;

namespace Maas.Client;

/// <summary>Which calls are made again after a failure that may have nothing to do with them.</summary>
internal static class RegistryRetries
{
    private static readonly string Models = ModelService.Descriptor.FullName;
    private static readonly string Watch = WatchService.Descriptor.FullName;

    // What a registry that dies with hundreds of calls in flight takes: each of them is to be made once more elsewhere.
    private static readonly RetryThrottlingPolicy Throttling = new() { MaxTokens = 1000, TokenRatio = 1 };

    public static void AddTo(ServiceConfig config, RegistryClientOptions options)
    {
        if (options.MaxAttempts == 1)
        {
            return;
        }

        config.RetryThrottling = Throttling;
        config.MethodConfigs.Add(Repeated(options, null, Models, "GetModel", "ListModels", "GetModelMetadata"));

        // As long as nothing has come of it: from then on it is its reader who knows where to go on.
        config.MethodConfigs.Add(Repeated(options, null, Watch, "Watch"));

        // A change that was made before its answer was lost: with the same request_id it is answered, not made again, and a tag
        // that is there or gone stays so. With an etag it would be refused as stale, though it was made.
        config.MethodConfigs.Add(Repeated(options, static request => request is CreateModelRequest { RequestId.Length: > 0 }, Models, "CreateModel"));
        config.MethodConfigs.Add(Repeated(
            options,
            static request => request is AddModelTagsRequest { Etag.Length: 0 } or RemoveModelTagsRequest { Etag.Length: 0 },
            Models,
            "AddModelTags",
            "RemoveModelTags"));
    }

    private static MethodConfig Repeated(RegistryClientOptions options, Func<object, bool>? appliesTo, string service, params string[] methods)
    {
        var config = new MethodConfig
        {
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = options.MaxAttempts,
                InitialBackoff = options.RetryBackoff,
                MaxBackoff = TimeSpan.FromTicks(options.RetryBackoff.Ticks * 10),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
                AppliesTo = appliesTo,
            },
        };
        foreach (var method in methods)
        {
            config.Names.Add(new MethodName { Service = service, Method = method });
        }

        return config;
    }
}
