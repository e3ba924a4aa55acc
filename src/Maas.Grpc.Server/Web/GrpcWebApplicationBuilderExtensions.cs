using Grpc.AspNetCore.Web;
using Maas.Grpc.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds gRPC-Web, by which browsers call gRPC services.</summary>
public static class GrpcWebApplicationBuilderExtensions
{
    /// <summary>Lets the mapped services that have <see cref="EnableGrpcWebAttribute"/> take gRPC-Web calls.</summary>
    /// <param name="builder">The application.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="InvalidOperationException">AddGrpc was not called.</exception>
    public static IApplicationBuilder UseGrpcWeb(this IApplicationBuilder builder) => builder.UseGrpcWeb(new GrpcWebOptions());

    /// <summary>
    /// Lets services take gRPC-Web calls: binary (<c>application/grpc-web</c>) and text (<c>application/grpc-web-text</c>), of
    /// unary and server-streaming methods, over HTTP/1.1 and HTTP/2. All requests of these content types end here; what stands
    /// before it in the application, such as CORS, sees them, and everything else passes. The status is always in the body.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="options">Which services; not to be changed afterwards.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="InvalidOperationException">
    /// There is nothing to serve, since AddGrpc was not called and nothing is forwarded; a service is forwarded twice; or a limit is
    /// not above zero.
    /// </exception>
    public static IApplicationBuilder UseGrpcWeb(this IApplicationBuilder builder, GrpcWebOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);

        var services = builder.ApplicationServices;
        var local = services.GetService<MethodTable>();
        if (local is null && options.Forwardings.Count == 0)
        {
            throw new InvalidOperationException("There is nothing to serve: call services.AddGrpc(), or name what is forwarded.");
        }

        local?.ServeWeb();
        var web = new WebServices(options, local, services);
        return builder.Use(next => new WebMiddleware(next, web, options.OnEnded).InvokeAsync);
    }
}
