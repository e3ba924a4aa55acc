using Maas.Bench.Processes;
using Maas.ModelRegistry;
using Microsoft.Extensions.Logging;

namespace Maas.ChangeLog;

/// <summary>The real registry on a free port, without a log line a call.</summary>
internal static class RegistryProcess
{
    public static async Task RunAsync(string database)
    {
        var registry = await ModelRegistryApp.BuildAsync(
            new ModelRegistrySettings { Database = database, GrpcPort = 0, AdminPort = 0, LogLevel = LogLevel.Warning });
        await using var app = registry.Application;
        await app.StartAsync();
        await Conversation.HoldAsync(
            registry.GrpcAddress.OriginalString, question => throw new ArgumentException($"'{question[0]}' is nothing that a server does."));
    }
}
