using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server;

internal sealed record GrpcServerBuilder(IServiceCollection Services) : IGrpcServerBuilder;
