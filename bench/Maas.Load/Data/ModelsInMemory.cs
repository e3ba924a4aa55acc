using System.Collections.Immutable;
using Maas.Models;
using Maas.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Load.Data;

/// <summary>The models of a data folder, read once. It answers reads by id and listings of everything, and changes nothing.</summary>
internal sealed class ModelsInMemory : IModelStore
{
    private readonly ImmutableArray<RegisteredModel> _newestFirst;
    private readonly Dictionary<ModelId, RegisteredModel> _byId;

    private ModelsInMemory(ImmutableArray<RegisteredModel> newestFirst, byte[] pageTokenKey)
    {
        _newestFirst = newestFirst;
        _byId = newestFirst.ToDictionary(model => model.Id);
        PageTokenKey = pageTokenKey;
    }

    public ReadOnlyMemory<byte> PageTokenKey { get; }

    public long NewestRevision => 0;

    public static async Task<ModelsInMemory> ReadAsync(string folder)
    {
        await using var store = await SqliteModelStore.OpenAsync(
            folder, TimeProvider.System, NullLogger<SqliteModelStore>.Instance, CancellationToken.None);
        var everything = new ModelListing { Filter = new ModelFilter(), Take = int.MaxValue };
        return new ModelsInMemory((await store.ListAsync(everything, CancellationToken.None)).Models, store.PageTokenKey.ToArray());
    }

    public ValueTask<AtRevision<RegisteredModel?>> FindAsync(ModelId id, CancellationToken cancellationToken) =>
        new(new AtRevision<RegisteredModel?>(_byId.GetValueOrDefault(id), 0));

    public ValueTask<ModelListingResult> ListAsync(ModelListing listing, CancellationToken cancellationToken)
    {
        // Arrays are equal only where they are the same.
        if (listing.After is not null || !listing.Filter.Tags.IsEmpty || listing.Filter with { Tags = [] } != new ModelFilter())
        {
            throw new NotSupportedException("Only pages by number, of everything, are in memory.");
        }

        var from = (int)Math.Min(listing.Skip, _newestFirst.Length);
        var page = _newestFirst.Slice(from, Math.Min(listing.Take, _newestFirst.Length - from));
        return new(new ModelListingResult(page, listing.Count ? _newestFirst.Length : 0, 0));
    }

    public Task<AtRevision<RegisteredModel>> CreateAsync(
        Caller caller, IdempotencyKey? key, Func<DateTimeOffset, RegisteredModel> make, CancellationToken cancellationToken) =>
        throw ReadOnly();

    public Task<AtRevision<RegisteredModel?>> ChangeAsync(
        Caller caller,
        ChangeKind kind,
        ModelId id,
        Func<RegisteredModel, DateTimeOffset, RegisteredModel> change,
        CancellationToken cancellationToken) =>
        throw ReadOnly();

    public ValueTask<ChangePage> ReadChangesAsync(long afterRevision, int limit, CancellationToken cancellationToken) => throw NoLog();

    public Task WaitForChangeAsync(long afterRevision, CancellationToken cancellationToken) => throw NoLog();

    public Task<long> CompactAsync(long revision, CancellationToken cancellationToken) => throw NoLog();

    public ValueTask<LogSnapshotPage> ReadSnapshotAsync(ModelId? after, int limit, CancellationToken cancellationToken) => throw NoLog();

    public ValueTask CheckAsync(CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync() => default;

    private static NotSupportedException NoLog() => new("Models in memory have no change log.");

    private static NotSupportedException ReadOnly() => new("Models in memory are only read.");
}
