namespace Maas.Models;

internal static class ModelStoreExtensions
{
    // Behind every revision there can be: what is read there is what the log holds at all.
    private const long End = long.MaxValue - 1;

    extension(IModelStore store)
    {
        // As the database has it, not as this process has heard.
        public async ValueTask<(long Newest, long Oldest)> ReadBoundsAsync(CancellationToken cancellationToken)
        {
            var (_, newest, oldest) = await store.ReadChangesAsync(End, 1, cancellationToken);
            return (newest, oldest);
        }

        // Likewise, by what no listing keeps waiting: finding a model, here none.
        public async ValueTask<long> ReadNewestAsync(CancellationToken cancellationToken) =>
            (await store.FindAsync(default, cancellationToken)).Revision;
    }
}
