namespace Maas.Models.Watching;

/// <summary>How much a feed keeps and how fast it tells of it; the defaults suit a registry with a few thousand readers.</summary>
public sealed record ChangeFeedOptions
{
    /// <summary>The newest changes that are kept for readers, at most; a reader that is further behind is cut off. Positive, 8,192 by default.</summary>
    public int KeptChanges { get; init; } = 8_192;

    /// <summary>The text of those changes, in characters, at most; the newest is kept whatever its size. Positive, 16 million by default.</summary>
    public long KeptCharacters { get; init; } = 16_000_000;

    /// <summary>Changes of one batch at most. Positive, 500 by default.</summary>
    public int BatchChanges { get; init; } = 500;

    /// <summary>The text of a batch, in characters, at most; one change is sent whatever its size. Positive, 256,000 by default.</summary>
    public int BatchCharacters { get; init; } = 256_000;

    /// <summary>Changes that a reader who resumes further back reads from the log at once. Positive, 200 by default.</summary>
    public int PageChanges { get; init; } = 200;

    /// <summary>Readers that read the log at the same time. Positive, 4 by default.</summary>
    public int PagesAtOnce { get; init; } = 4;

    /// <summary>The time between two rounds in which readers get a turn; also between two reads of the log. 10 milliseconds by default.</summary>
    public TimeSpan Round { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Readers that get a turn in a round, unless there are so many that some would wait for too long. Positive, 25 by default: 2,500 responses a second.</summary>
    public int TurnsPerRound { get; init; } = 25;

    /// <summary>How long a reader may have to wait for its turn, however many there are. 500 milliseconds by default.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a reader that was cut off has to take what it was sent before, and then the reason. A minute by default.</summary>
    public TimeSpan CutOffGrace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The same where the feed stops. A second by default.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(1);
}
