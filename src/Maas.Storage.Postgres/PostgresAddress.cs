using System.Globalization;
using System.Text;
using Npgsql;

namespace Maas.Storage.Postgres;

/// <summary>Where a PostgreSQL database is and how to sign in there: a connection string in Npgsql's keywords, or a URI as libpq has it.</summary>
public sealed class PostgresAddress
{
    private const int LongestName = 63;

    private PostgresAddress(NpgsqlConnectionStringBuilder settings) => Settings = settings;

    internal NpgsqlConnectionStringBuilder Settings { get; }

    /// <summary>Whether a text is meant as such an address, right or wrong, rather than as the path of a file.</summary>
    /// <param name="text">The text.</param>
    public static bool IsMeant(string text)
    {
        // "Host=db" and "Data Source = db", but not "folder/a=b.db".
        var keyword = text.Split('=', 2)[0];
        return PostgresUri.IsMeant(text) || (keyword.Length < text.Length && keyword.Trim() is var name && name.Length > 0
            && name.All(character => char.IsAsciiLetter(character) || character == ' '));
    }

    /// <summary>Reads an address.</summary>
    /// <param name="text">
    /// <c>Host=…;Database=…</c> or <c>postgresql://user:password@host:port/database?name=value</c>. What they leave out is taken from
    /// PGUSER, PGPASSWORD, PGPASSFILE and what else Npgsql reads.
    /// </param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">It is none; the message is the end of a sentence, and does not tell the password.</exception>
    public static PostgresAddress Parse(string text)
    {
        try
        {
            return new PostgresAddress(Checked(PostgresUri.IsMeant(text) ? PostgresUri.Parse(text) : new NpgsqlConnectionStringBuilder(text)));
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new FormatException($"is no PostgreSQL connection string: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    /// <summary>Database, hosts and port, for people and logs: without user and password.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Settings.Database ?? Settings.Username ?? "(default)"} on {Settings.Host}{(HasPort ? $":{Settings.Port}" : "")}");

    private bool HasPort => !Settings.Host!.Contains(',', StringComparison.Ordinal) && !Settings.Host.StartsWith('/');

    private static NpgsqlConnectionStringBuilder Checked(NpgsqlConnectionStringBuilder settings)
    {
        if (string.IsNullOrWhiteSpace(settings.Host))
        {
            throw new FormatException("names no host");
        }

        // The server cuts longer names off, and would take two for one.
        return settings.SearchPath is not { } schema ? settings
            : schema.Contains(',', StringComparison.Ordinal) ? throw new FormatException("names several schemas; the Search Path must be the one that is MaaS's own")
            : Encoding.UTF8.GetByteCount(schema.Trim()) > LongestName ? throw new FormatException($"names a schema of more than {LongestName} bytes")
            : settings;
    }
}
