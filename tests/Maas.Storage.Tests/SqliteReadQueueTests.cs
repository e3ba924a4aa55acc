using Maas.Models;
using Maas.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Storage.Tests;

/// <summary>That slow reads take neither the pool's threads nor anybody's answer, and how they end.</summary>
public sealed class SqliteReadQueueTests : IDisposable
{
    private static readonly ModelListing Everything = new() { Filter = new ModelFilter { FoldedName = "absent" }, Take = 20, Count = true };

    private readonly SqliteFolder _folder = new();
    private readonly ManualResetEventSlim _gate = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _gate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ManySlowListings_NeitherBlockTheirCallers_NorFindAndCheck()
    {
        await using var store = await _folder.OpenAsync();
        var model = await FillAsync(store, 20_000);

        var listings = Enumerable.Range(0, 20 * ReadQueue.Threads).Select(_ => store.ListAsync(Everything, Cancelled).AsTask()).ToArray();
        var check = store.CheckAsync(Cancelled);
        var find = store.FindAsync(model, Cancelled);
        var changes = store.ReadChangesAsync(0, 10, Cancelled).AsTask();

        check.IsCompletedSuccessfully.ShouldBeTrue();
        find.IsCompletedSuccessfully.ShouldBeTrue();
        listings.Count(listing => listing.IsCompleted).ShouldBeLessThan(listings.Length);
        (await find).Value.ShouldNotBeNull();
        (await Task.WhenAll(listings)).ShouldAllBe(found => found.Total == 0);
        (await changes).Changes.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Reads_RunOnThreadsOfTheirOwn_AFewAtATime()
    {
        await using var queue = new ReadQueue();
        using var started = new SemaphoreSlim(0);
        var running = 0;

        var reads = Enumerable.Range(0, 5 * ReadQueue.Threads).Select(_ => queue.DoAsync(Read, Cancelled)).ToArray();
        for (var i = 0; i < ReadQueue.Threads; i++)
        {
            await started.WaitAsync(Cancelled);
        }

        Volatile.Read(ref running).ShouldBe(ReadQueue.Threads);
        _gate.Set();
        (await Task.WhenAll(reads)).ShouldAllBe(isOnThePool => !isOnThePool);

        bool Read(CancellationToken token)
        {
            Interlocked.Increment(ref running);
            started.Release();
            _gate.Wait(token);
            return Thread.CurrentThread.IsThreadPoolThread;
        }
    }

    [Fact]
    public async Task ACallerThatGivesUpWhileItWaits_IsGoneAtOnce_AndItsReadIsNotMade()
    {
        await using var queue = new ReadQueue();
        using var cancellation = new CancellationTokenSource();
        var busy = OccupyAll(queue);
        var isMade = false;
        var waiting = queue.DoAsync(_ => isMade = true, cancellation.Token);

        await cancellation.CancelAsync();

        var error = await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        error.CancellationToken.ShouldBe(cancellation.Token);
        _gate.Set();
        await Task.WhenAll(busy);
        await queue.DoAsync(_ => 0, Cancelled);
        isMade.ShouldBeFalse();
    }

    [Fact]
    public async Task ARunningQuery_IsInterruptedByItsToken_AndTheThreadReadsOn()
    {
        await using (await _folder.OpenAsync())
        {
        }

        using var pool = new ReaderPool(new DatabaseFile(_folder.DatabasePath, new SqliteStoreOptions()), NullLogger.Instance);
        await using var queue = new ReadQueue();
        using var cancellation = new CancellationTokenSource();
        var endless = Enumerable.Range(0, ReadQueue.Threads).Select(_ => queue.DoAsync(ReadForever, cancellation.Token)).ToArray();

        cancellation.CancelAfter(TimeSpan.FromMilliseconds(300));

        foreach (var read in endless)
        {
            (await Should.ThrowAsync<OperationCanceledException>(() => read)).CancellationToken.ShouldBe(cancellation.Token);
        }

        (await queue.DoAsync(token => pool.Read(0, (reader, _) => reader.Connection.Scalar<long>("SELECT 7"), token), Cancelled)).ShouldBe(7);

        long ReadForever(CancellationToken token) => pool.Read(
            0,
            (reader, _) => reader.Connection.Scalar<long>(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"),
            token);
    }

    [Fact]
    public async Task ARead_ThatThrows_TellsItsCallerAlone()
    {
        await using var queue = new ReadQueue();
        for (var i = 0; i < 3 * ReadQueue.Threads; i++)
        {
            await Should.ThrowAsync<FormatException>(() => queue.DoAsync<int>(_ => throw new FormatException(), Cancelled));
        }

        (await queue.DoAsync(_ => 7, Cancelled)).ShouldBe(7);
    }

    [Fact]
    public async Task Closing_EndsWhatIsRunningAndWhatIsQueued_AndTakesNothingMore()
    {
        var queue = new ReadQueue();
        var reads = OccupyAll(queue).Append(queue.DoAsync(_ => true, Cancelled)).ToArray();

        await queue.DisposeAsync();

        foreach (var read in reads.Append(queue.DoAsync(_ => true, Cancelled)))
        {
            (await Should.ThrowAsync<RegistryException>(() => read)).Code.ShouldBe(RegistryErrorCode.Unavailable);
        }
    }

    [Fact]
    public async Task ClosingAStore_InTheMiddleOfListings_Ends()
    {
        var store = await _folder.OpenAsync();
        await FillAsync(store, 20_000);
        var listings = Enumerable.Range(0, 20 * ReadQueue.Threads).Select(_ => store.ListAsync(Everything, Cancelled).AsTask()).ToArray();

        await store.DisposeAsync();

        listings.ShouldAllBe(listing => listing.IsCompleted);
        var errors = listings.Where(listing => listing.IsFaulted).Select(listing => listing.Exception!.InnerException!).ToArray();
        errors.ShouldNotBeEmpty();
        errors.ShouldAllBe(error => ((RegistryException)error).Code == RegistryErrorCode.Unavailable);
        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).ShouldBe(["maas.db", "maas.lock"], ignoreOrder: true);
    }

    // One read more than there are threads, so that whatever comes then has to wait.
    private Task<bool>[] OccupyAll(ReadQueue queue) => [.. Enumerable.Range(0, ReadQueue.Threads + 1).Select(_ => queue.DoAsync(
        token =>
        {
            _gate.Wait(token);
            return true;
        },
        Cancelled))];

    private async Task<ModelId> FillAsync(SqliteModelStore store, int count)
    {
        var request = new NewModel { Name = "bert", Version = "1", Framework = "onnx" };
        var model = await SqliteFolder.Catalog(store).CreateAsync(Caller.Trusted("r"), request, Cancelled);
        _folder.Execute($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
            INSERT INTO models (
              id, tenant_id, owner_id, version, framework, created_at,
              name, name_folded, status, is_public, etag, updated_at, deleted_at, size, checksum, docker_image, storage_path, tags, metadata,
              description)
            SELECT
              randomblob(16), tenant_id, owner_id, 'v' || i, framework, created_at + i,
              name, name_folded, status, is_public, etag, updated_at, deleted_at, size, checksum, docker_image, storage_path, tags, metadata,
              description
            FROM models, n
            """);
        return model.Id;
    }
}
