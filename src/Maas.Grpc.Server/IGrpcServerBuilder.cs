using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>What <c>AddGrpc</c> returns, for extensions to add to.</summary>
public interface IGrpcServerBuilder
{
    /// <summary>Where gRPC was added.</summary>
    IServiceCollection Services { get; }
}
