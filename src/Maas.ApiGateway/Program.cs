using System.CommandLine;
using Maas.ApiGateway;
using Maas.Hosting;
using Maas.Hosting.Settings;

var root = new RootCommand("Serves a model registry by REST.");
SettingsCommand.Configure(root, [typeof(ApiGatewaySettings)], [], reader =>
{
    var settings = reader.Get<ApiGatewaySettings>();
    reader.ThrowIfFaulty();
    return ServiceProcess.RunAsync(settings, async process =>
    {
        var gateway = ApiGatewayApp.Build(settings);
        await process.StartAsync(gateway);
        ServiceProcess.Announce("REST API", gateway.Urls.First());
    });
});
return await SettingsCommand.InvokeAsync(root, args);
