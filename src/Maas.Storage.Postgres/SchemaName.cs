namespace Maas.Storage.Postgres;

// The schema that the tables are in. Statements name it themselves: a search path is of a session, and behind a pooler there are none.
internal sealed record SchemaName(string Name)
{
    // Quoted, for use in statements.
    public override string ToString() => $"\"{Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
