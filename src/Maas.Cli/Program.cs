using System.CommandLine;
using Maas.Cli;
using Maas.Hosting.Settings;

var root = new RootCommand("MaaS: a model registry with an API gateway.");
root.Subcommands.Add(ServeCommand.Create());
root.Subcommands.Add(ChangeLogCommand.Create());
return await SettingsCommand.InvokeAsync(root, args);
