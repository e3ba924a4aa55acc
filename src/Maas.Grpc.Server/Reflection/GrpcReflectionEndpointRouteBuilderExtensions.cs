using Maas.Grpc.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the gRPC reflection service.</summary>
public static class GrpcReflectionEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves <c>grpc.reflection.v1.ServerReflection</c>, and the same under its older name <c>grpc.reflection.v1alpha</c>. It
    /// tells which services are mapped, itself included, and what their .proto files say, comments left out: whoever reaches
    /// the server can learn its contract. When the host begins to stop, its streams end with UNAVAILABLE.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <exception cref="InvalidOperationException">AddGrpc or AddGrpcReflection was not called.</exception>
    public static void MapGrpcReflectionService(this IEndpointRouteBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(ReflectionStreams)) != true)
        {
            throw new InvalidOperationException("Reflection is not registered: call services.AddGrpcReflection() first.");
        }

        builder.MapGrpcService<ReflectionService>();
        builder.MapGrpcService<AlphaReflectionService>();
    }
}
