using Npgsql;

namespace Maas.Storage.Postgres;

// What an error says about the connection and the transaction. https://www.postgresql.org/docs/current/errcodes-appendix.html
internal static class PostgresErrors
{
    private const string SerializationFailure = "40001";
    private const string Deadlock = "40P01";

    // An error of a statement: the connection is sound, and its transaction undone. All others end the connection, or are of one
    // that has ended.
    public static bool IsOfStatement(Exception error) => error is PostgresException { InvariantSeverity: "ERROR" };

    // Data, constraints and sizes: of one row, that is, of one mutation.
    public static bool ConcernsOneRow(PostgresException error) =>
        IsOfStatement(error) && error.SqlState[..2] is "22" or "23" or "54";

    public static bool IsWorthRepeating(Exception error) =>
        error is PostgresException { SqlState: SerializationFailure or Deadlock }
        || (!IsOfStatement(error) && error is not NpgsqlException { InnerException: TimeoutException });
}
