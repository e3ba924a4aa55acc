using Maas.Grpc.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the gRPC reflection service.</summary>
public static class GrpcReflectionServiceExtensions
{
    /// <summary>Adds the gRPC reflection service, which lets tools call the server without having its .proto files.</summary>
    /// <param name="services">Where to add it.</param>
    /// <returns>The same.</returns>
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.TryAddSingleton<ReflectionStreams>();
        return services;
    }
}
