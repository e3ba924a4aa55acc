using System.Globalization;

namespace Maas.Storage.Postgres;

// What a commit tells the other replicas: which schema of the database has come to which revision.
internal static class RevisionNotice
{
    public const string Channel = "maas_changes";

    public static string Write(SchemaName schema, long revision) => string.Create(CultureInfo.InvariantCulture, $"{revision} {schema.Name}");

    // Null for what is of another schema, or of another program.
    public static long? Read(SchemaName schema, string notice)
    {
        var parts = notice.Split(' ', 2);
        return parts.Length == 2 && parts[1] == schema.Name
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
                ? revision
                : null;
    }
}
