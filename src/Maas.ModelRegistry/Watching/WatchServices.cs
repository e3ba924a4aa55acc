using Maas.Models;
using Maas.Models.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Maas.ModelRegistry.Watching;

/// <summary>The registry's change feed.</summary>
internal static class WatchServices
{
    public static IServiceCollection AddChangeFeed(this IServiceCollection services, ModelLimits limits)
    {
        services.TryAddSingleton<ChangeFeedOptions>();
        services.AddSingleton<IChangeFeedObserver, WatchTelemetry>();
        services.AddSingleton(provider =>
        {
            var feed = new ChangeFeed<EncodedChange>(
                provider.GetRequiredService<IModelStore>(),
                limits,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ChangeFeedOptions>(),
                EncodedChange.Of,
                provider.GetRequiredService<IChangeFeedObserver>());

            // Before the server waits for its calls to end, since a watch does not end by itself.
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(feed.Stop);
            return feed;
        });
        return services;
    }
}
