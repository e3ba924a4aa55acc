using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Interop.Server;

/// <summary><c>server</c>: serves grpc.testing.TestService on loopback until SIGTERM or Ctrl-C.</summary>
internal static class ServerCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "The port to listen on; 0, the default, for a free one." };
        var command = new Command("server", "Serve grpc.testing.TestService on 127.0.0.1 and print the address.") { port };
        Plaintext.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(port), parsed.InvocationConfiguration, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int port, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        await using var app = Build(port);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            await console.Error.WriteLineAsync($"server: {error.Message}");
            return 1;
        }

        await console.Output.WriteLineAsync($"listening on {new Uri(app.Urls.Single()).Authority}");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static WebApplication Build(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddGrpc();

        var app = builder.Build();
        app.MapGrpcService<InteropTestService>();
        return app;
    }
}
