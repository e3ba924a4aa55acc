using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Client;

/// <summary>Registers the client of the model registry.</summary>
public static class RegistryClientServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="ModelRegistryClient"/> and <see cref="RegistryHealthClient"/> over one shared
    /// <see cref="RegistryChannel"/>; what is registered already stays.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Sets the options; they are checked when the host starts, all faults in one message.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddRegistryClient(this IServiceCollection services, Action<RegistryClientOptions> configure)
    {
        services.AddOptions<RegistryClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RegistryClientOptions>, RegistryClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RegistryChannel>();
        services.TryAddSingleton<ModelRegistryClient>();
        services.TryAddSingleton<RegistryHealthClient>();
        return services;
    }
}
