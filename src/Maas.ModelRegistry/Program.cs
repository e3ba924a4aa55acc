using System.CommandLine;
using Maas.Hosting;
using Maas.Hosting.Settings;
using Maas.ModelRegistry;

var root = new RootCommand("Starts the model registry: gRPC on one port, probes and metrics on another.");
SettingsCommand.Configure(root, [typeof(ModelRegistrySettings)], except: [], reader =>
{
    var settings = reader.Get<ModelRegistrySettings>();
    reader.ThrowIfFaulty();
    return ServiceProcess.RunAsync(settings, process => ModelRegistryApp.StartAsync(process, settings));
});
return await SettingsCommand.InvokeAsync(root, args);
