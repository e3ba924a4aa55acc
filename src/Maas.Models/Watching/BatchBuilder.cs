using System.Collections.Immutable;

namespace Maas.Models.Watching;

// Takes changes in the order of their revisions until a batch is full.
internal sealed class BatchBuilder<T>(long after, ChangeSelection selection, Func<ModelChange, T> render, ChangeFeedOptions options)
    where T : class
{
    private readonly ImmutableArray<T>.Builder _changes = ImmutableArray.CreateBuilder<T>();
    private long _revision = after;
    private int _characters;

    // Gives false where the batch is full; the change is for the next one then.
    public bool TryAdd(LoggedChange<T> logged)
    {
        if (selection.Keeps(logged.Change))
        {
            if (_changes.Count > 0 && (_changes.Count == options.BatchChanges || _characters + logged.Characters > options.BatchCharacters))
            {
                return false;
            }

            var shown = selection.Show(logged.Change);
            _changes.Add(ReferenceEquals(shown, logged.Change) ? logged.Rendered : render(shown));
            _characters += logged.Characters;
        }

        _revision = logged.Change.Revision;
        return true;
    }

    public WatchBatch<T> Build() => new(_revision, _changes.DrainToImmutable());
}
