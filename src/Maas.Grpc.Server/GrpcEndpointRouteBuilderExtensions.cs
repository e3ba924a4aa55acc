using Maas.Grpc.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves a service's methods. One instance serves all calls: the one that the service provider has of this type, or one
    /// that is made when the server starts; register it to have it disposed.
    /// </summary>
    /// <typeparam name="TService">The service; it derives from a generated base.</typeparam>
    /// <param name="builder">The application.</param>
    /// <remarks>There is no endpoint behind it that conventions could be added to, so it returns none.</remarks>
    /// <exception cref="InvalidOperationException">AddGrpc was not called, or the server has started.</exception>
    public static void MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);

        var methods = builder.ServiceProvider.GetService<MethodTable>()
            ?? throw new InvalidOperationException("gRPC is not registered: call services.AddGrpc() before MapGrpcService.");
        methods.Add<TService>();
    }
}
