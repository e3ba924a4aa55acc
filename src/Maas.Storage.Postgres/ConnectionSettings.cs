using Maas.Models;
using Npgsql;

namespace Maas.Storage.Postgres;

// Reads a connection string in Npgsql's keywords. What is wrong is told without the string, which may hold a password.
internal static class ConnectionSettings
{
    public static NpgsqlConnectionStringBuilder Read(string text)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(text);
            return string.IsNullOrEmpty(settings.Host) ? throw new StoreUnavailableException("The connection string names no Host.")
                : settings.SearchPath?.Contains(',', StringComparison.Ordinal) == true
                    ? throw new StoreUnavailableException("The connection string's Search Path must be one schema, which is MaaS's own.")
                : settings;
        }
        catch (ArgumentException error)
        {
            throw new StoreUnavailableException($"The connection string cannot be used: {error.Message}", error);
        }
    }
}
