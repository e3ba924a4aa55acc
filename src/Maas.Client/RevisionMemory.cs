using System.Globalization;
using Grpc.Core;

namespace Maas.Client;

/// <summary>The highest revision of the change log that a channel has been told of, which its calls ask to be reflected.</summary>
internal sealed class RevisionMemory
{
    /// <summary>The metadata that has a revision: in a request the lowest to reflect, in trailers the one that is reflected.</summary>
    public const string Key = "maas-revision";

    // What JSON and JavaScript can still tell apart. A revision above it is somebody's error, and remembering it would have every
    // call from then on refused.
    private const long Largest = (1L << 53) - 1;

    private Seen? _highest;

    /// <summary>The highest so far; 0 before there is one.</summary>
    public long Highest => Volatile.Read(ref _highest)?.Revision ?? 0;

    /// <summary>Takes in the revision that trailers tell, where they have one that could be one.</summary>
    /// <param name="trailers">What came with a status.</param>
    /// <param name="onRevision">Who is told of it.</param>
    public void Note(Metadata trailers, Action<long>? onRevision = null)
    {
        if (Find(trailers) is { } entry && Parse(entry.Value) is { } revision)
        {
            Note(revision, entry);
            onRevision?.Invoke(revision);
        }
    }

    /// <summary>Takes in a revision that a message tells.</summary>
    /// <param name="revision">The revision; one that could be none is passed over.</param>
    public void Note(long revision)
    {
        if (revision is > 0 and <= Largest)
        {
            Note(revision, null);
        }
    }

    /// <summary>Adds what a call asks to be reflected: the highest of the memory's, the call's own and what is in the metadata.</summary>
    /// <param name="metadata">The call's metadata; what it has that is no revision stays, for the registry to refuse.</param>
    /// <param name="own">What the call asks for beside the metadata; 0 for nothing.</param>
    public void AddTo(Metadata metadata, long own = 0)
    {
        var highest = Volatile.Read(ref _highest);
        var entry = highest?.Revision >= own ? highest.Entry : own > 0 ? EntryOf(own) : null;
        if (entry is null)
        {
            return;
        }

        if (Find(metadata) is { } given)
        {
            if (Parse(given.Value) is not { } revision || revision >= Math.Max(own, highest?.Revision ?? 0))
            {
                return;
            }

            Remove(metadata);
        }

        metadata.Add(entry);
    }

    private static Metadata.Entry EntryOf(long revision) => new(Key, revision.ToString(CultureInfo.InvariantCulture));

    // Not Metadata.Get, which allocates, and this is on the way of every call.
    private static Metadata.Entry? Find(Metadata metadata)
    {
        for (var index = metadata.Count - 1; index >= 0; index--)
        {
            if (metadata[index].Key == Key)
            {
                return metadata[index];
            }
        }

        return null;
    }

    private static void Remove(Metadata metadata)
    {
        while (Find(metadata) is { } entry)
        {
            metadata.Remove(entry);
        }
    }

    // Digits and nothing else, so that what a reply had can be sent back as it is.
    private static long? Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) && revision <= Largest && !text.Contains('\0')
            ? revision
            : null;

    private void Note(long revision, Metadata.Entry? entry)
    {
        for (var highest = Volatile.Read(ref _highest); revision > (highest?.Revision ?? 0); highest = Volatile.Read(ref _highest))
        {
            var next = new Seen(revision, entry ??= EntryOf(revision));
            if (Interlocked.CompareExchange(ref _highest, next, highest) == highest)
            {
                return;
            }
        }
    }

    private sealed record Seen(long Revision, Metadata.Entry Entry);
}
