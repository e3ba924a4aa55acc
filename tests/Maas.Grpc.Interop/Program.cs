using System.CommandLine;
using Maas.Grpc.Interop.Client;
using Maas.Grpc.Interop.Server;

var root = new RootCommand("gRPC's interoperability cases, served and called by the runtime of MaaS.");
root.Subcommands.Add(ServerCommand.Create());
root.Subcommands.Add(ClientCommand.Create());

// SIGTERM and Ctrl-C belong to the host, which lets calls end; the default here ends the process after two seconds.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
