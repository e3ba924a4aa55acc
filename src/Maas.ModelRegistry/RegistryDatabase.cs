using Maas.Models;
using Maas.Storage.Postgres;
using Maas.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.ModelRegistry;

// Which store the settings mean.
internal static class RegistryDatabase
{
    // What is wrong with --database, as the end of a sentence, or null.
    public static string? Fault(string database)
    {
        if (!PostgresAddress.IsMeant(database))
        {
            return database.Contains("://", StringComparison.Ordinal) ? "is neither a file nor of the scheme postgresql://" : null;
        }

        try
        {
            PostgresAddress.Parse(database);
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }

    // For people and logs: no password.
    public static string NameOf(ModelRegistrySettings settings) => settings.Database switch
    {
        "" => Path.GetFullPath(settings.Data),
        var database when PostgresAddress.IsMeant(database) => PostgresAddress.Parse(database).ToString(),
        var file => Path.GetFullPath(file),
    };

    public static async Task<IModelStore> OpenAsync(ModelRegistrySettings settings, IServiceProvider provider)
    {
        var clock = provider.GetRequiredService<TimeProvider>();
        if (PostgresAddress.IsMeant(settings.Database))
        {
            return await PostgresModelStore.OpenAsync(
                settings.Database, clock, new PostgresStoreOptions(), provider.GetRequiredService<ILogger<PostgresModelStore>>(), CancellationToken.None);
        }

        var logger = provider.GetRequiredService<ILogger<SqliteModelStore>>();
        return settings.Database.Length == 0
            ? await SqliteModelStore.OpenAsync(settings.Data, clock, logger, CancellationToken.None)
            : await SqliteModelStore.OpenFileAsync(settings.Database, clock, logger, CancellationToken.None);
    }
}
