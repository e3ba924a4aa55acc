using System.CommandLine;
using Maas.ApiGateway;
using Maas.Hosting;
using Maas.Hosting.Settings;
using Maas.ModelRegistry;

namespace Maas.Cli;

/// <summary><c>maas serve</c>: the registry and the gateway in one process, which speak gRPC over loopback as they do apart.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var serve = new Command("serve", "Start the model registry and the API gateway in this process.");
        SettingsCommand.Configure(
            serve,
            [typeof(ApiGatewaySettings), typeof(ModelRegistrySettings)],
            except: [nameof(ApiGatewaySettings.Registry)],
            reader =>
            {
                var gateway = reader.Get<ApiGatewaySettings>();
                var registry = reader.Get<ModelRegistrySettings>();
                reader.Require(
                    gateway.HttpPort == 0 || (gateway.HttpPort != registry.GrpcPort && gateway.HttpPort != registry.AdminPort),
                    "--http-port: must differ from --grpc-port and --admin-port");
                reader.Require(
                    gateway.Http2Port is null or 0 || (gateway.Http2Port != registry.GrpcPort && gateway.Http2Port != registry.AdminPort),
                    "--http2-port: must differ from --grpc-port and --admin-port");
                reader.ThrowIfFaulty();
                return ServiceProcess.RunAsync(gateway, process => StartAsync(process, registry, gateway));
            });
        return serve;
    }

    private static async Task StartAsync(ServiceProcess process, ModelRegistrySettings registrySettings, ApiGatewaySettings gatewaySettings)
    {
        var registry = await ModelRegistryApp.StartAsync(process, registrySettings);
        await ApiGatewayApp.StartAsync(process, gatewaySettings with { Registry = registry.GrpcAddress });
    }
}
