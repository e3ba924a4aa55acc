namespace Maas.Storage.Postgres;

// The connection was lost after the commit was sent and before it was answered. What it would have written last is what to look for.
internal sealed class DoubtfulCommitException(LoggedChange last, Exception cause) : Exception("The connection was lost during the commit.", cause)
{
    public LoggedChange Last => last;

    // Whether the database could not be asked.
    public bool IsUnresolved { get; set; }
}
