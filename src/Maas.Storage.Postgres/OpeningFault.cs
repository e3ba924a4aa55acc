using Maas.Models;
using Npgsql;

namespace Maas.Storage.Postgres;

// Why a database could not be opened, in one line for the operator. https://www.postgresql.org/docs/current/errcodes-appendix.html
internal static class OpeningFault
{
    public static StoreUnavailableException Explain(string database, Exception error) => new(
        error switch
        {
            PostgresException { SqlState: "28P01" or "28000" } => $"The database '{database}' refuses the user or the password: {OneLine(error)}",
            PostgresException { SqlState: "3D000" } => $"The database '{database}' does not exist; create it with the encoding UTF8.",
            PostgresException { SqlState: "42501" } =>
                $"The database '{database}' refuses the user rights that MaaS needs ({OneLine(error)}); let the user create a schema, or own the one that there is.",
            PostgresException { SqlState: "53300" } => $"The database '{database}' has no connection left: {OneLine(error)}",
            PostgresException { SqlState: "25006" } => $"The database '{database}' can only be read. Name the primary.",
            PostgresException { SqlState: "57P03" } => $"The database '{database}' does not accept connections now: {OneLine(error)}",
            PostgresException => $"The database '{database}' cannot be opened: {OneLine(error)}",
            _ => $"The database '{database}' cannot be reached: {OneLine(error)}",
        },
        error);

    private static string OneLine(Exception error)
    {
        var said = error is PostgresException refused ? refused.MessageText : error.InnerException?.Message ?? error.Message;
        return said.ReplaceLineEndings(" ");
    }
}
