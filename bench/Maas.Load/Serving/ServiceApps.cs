using System.Net;
using Maas.ApiGateway;
using Maas.Client;
using Maas.Load.Data;
using Maas.ModelRegistry;
using Maas.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.Load.Serving;

/// <summary>The real services, composed as they are in production, but on free ports and without a log line a request.</summary>
internal static class ServiceApps
{
    public static async Task<ModelRegistryApp> RegistryAsync(StoreKind store, string folder)
    {
        var settings = new ModelRegistrySettings { Data = folder, GrpcPort = 0, AdminPort = 0, LogLevel = LogLevel.Warning };
        if (store == StoreKind.Sqlite)
        {
            return await ModelRegistryApp.BuildAsync(settings);
        }

        var models = await ModelsInMemory.ReadAsync(folder);
        return await ModelRegistryApp.BuildAsync(settings, builder => builder.Services.AddSingleton<IModelStore>(models));
    }

    /// <summary>The gateway as it is in production: JSON on HTTP/1.1, a client of the registry.</summary>
    public static WebApplication Gateway(string registry) => ApiGatewayApp.Build(
        new ApiGatewaySettings { Registry = [registry], HttpPort = 0, LogLevel = LogLevel.Warning });

    /// <summary>The gateway's endpoints in the process of the registry's service: a call between them is a call of a method.</summary>
    /// <param name="registry">A registry that is not started.</param>
    /// <returns>The application; of its addresses, the first takes HTTP/1.1 and the second HTTP/2.</returns>
    public static WebApplication GatewayWithin(ModelRegistryApp registry)
    {
        var service = registry.Application.Services.GetRequiredService<ModelGrpcService>();
        return ApiGatewayApp.Build(
            new ApiGatewaySettings { HttpPort = 0, LogLevel = LogLevel.Warning },
            builder =>
            {
                builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
                builder.Services.AddSingleton(new ModelRegistryClient(new InProcessInvoker(service), TimeSpan.FromSeconds(5), TimeProvider.System));
            });
    }
}
