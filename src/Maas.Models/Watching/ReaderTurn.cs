namespace Maas.Models.Watching;

// One reader's wait for its turn; guarded by ReaderTurns.
internal sealed class ReaderTurn
{
    public TaskCompletionSource? Waiting { get; set; }

    public bool IsDue { get; set; }

    // It was given a turn, and has not read yet.
    public bool IsTaking { get; set; }
}
