using System.CommandLine;
using Maas.ApiGateway;
using Maas.Hosting;
using Maas.Hosting.Settings;

var root = new RootCommand("Serves a model registry by REST.");
SettingsCommand.Configure(root, [typeof(ApiGatewaySettings)], [], reader =>
{
    var settings = reader.Get<ApiGatewaySettings>();
    reader.ThrowIfFaulty();
    return ServiceProcess.RunAsync(settings, process => ApiGatewayApp.StartAsync(process, settings));
});
return await SettingsCommand.InvokeAsync(root, args);
