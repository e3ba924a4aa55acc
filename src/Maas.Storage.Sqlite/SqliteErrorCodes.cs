namespace Maas.Storage.Sqlite;

// https://www.sqlite.org/rescode.html
internal static class SqliteErrorCodes
{
    public const int Busy = 5;
    public const int Locked = 6;
    public const int ReadOnly = 8;
    public const int Interrupt = 9;
    public const int Full = 13;
    public const int TooBig = 18;
    public const int Constraint = 19;
    public const int Mismatch = 20;
    public const int NotADatabase = 26;
    public const int UniqueConstraint = 2067;

    // Errors of one statement, after which the transaction goes on as before it. The others may have ended the transaction.
    public static bool ConcernsOneStatement(int code) => code is TooBig or Constraint or Mismatch;
}
