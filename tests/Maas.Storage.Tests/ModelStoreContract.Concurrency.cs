using System.Collections.Concurrent;
using Maas.Models;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
    [Fact]
    public async Task Create_OneNameAndVersionTwoHundredTimesAtOnce_SucceedsOnce()
    {
        var outcomes = await AtOnceAsync(200, _ => CreateAsync(Bert));

        outcomes.Count(error => error is null).ShouldBe(1);
        outcomes.OfType<RegistryException>().Count(error => error.Code == RegistryErrorCode.AlreadyExists).ShouldBe(199);
        (await ListAsync(new ModelQuery())).Total.ShouldBe(1);
        (await ChangesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Create_OneRequestIdAHundredTimesAtOnce_MakesOneModelAndGivesItToAll()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => CreateAsync(Once), Cancelled)));

        var first = results[0];
        results.ShouldAllBe(model => model.Id == first.Id && model.Etag == first.Etag);
        (await ListAsync(new ModelQuery())).Total.ShouldBe(1);
        (await ChangesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task AddTags_ManyAtOnce_AllSurvive()
    {
        var model = await CreateAsync(Bert);

        var outcomes = await AtOnceAsync(100, i => Catalog.AddTagsAsync(Trusted, model.Id.ToString(), [$"t{i}"], "", Cancelled));

        outcomes.ShouldAllBe(error => error == null);
        (await GetAsync(model.Id)).Tags.ShouldBe(Enumerable.Range(0, 100).Select(i => $"t{i}"), ignoreOrder: true);
        (await ChangesAsync()).Select(change => change.Model.Etag).Distinct().Count().ShouldBe(101);
    }

    [Fact]
    public async Task Changes_WithOneEtagAtOnce_AreMadeOnce()
    {
        var model = await CreateAsync(Bert);

        var outcomes = await AtOnceAsync(64, i => UpdateAsync(model, new ModelUpdate { Description = $"{i}", Etag = model.Etag }));

        outcomes.Count(error => error is null).ShouldBe(1);
        outcomes.OfType<RegistryException>().Count(error => error.Code == RegistryErrorCode.StaleEtag).ShouldBe(63);
        (await ChangesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Deletes_AtOnce_SucceedOnce()
    {
        var model = await CreateAsync(Bert);

        var outcomes = await AtOnceAsync(32, _ => Catalog.DeleteAsync(Trusted, model.Id.ToString(), "", Cancelled));

        outcomes.Count(error => error is null).ShouldBe(1);
        outcomes.OfType<RegistryException>().Count(error => error.Code == RegistryErrorCode.NotFound).ShouldBe(31);
    }

    [Fact]
    public async Task Renames_OntoOneNameAtOnce_SucceedOnce()
    {
        var models = new List<RegisteredModel>();
        for (var i = 0; i < 16; i++)
        {
            models.Add(await CreateAsync(Bert with { Name = $"n{i}" }));
        }

        var outcomes = await AtOnceAsync(16, i => UpdateAsync(models[i], new ModelUpdate { Name = "the one" }));

        outcomes.Count(error => error is null).ShouldBe(1);
        outcomes.OfType<RegistryException>().Count(error => error.Code == RegistryErrorCode.AlreadyExists).ShouldBe(15);
    }

    [Fact]
    public async Task AcknowledgedWrites_AreSeenByTheNextRead()
    {
        await AtOnceAsync(8, async client =>
        {
            for (var i = 0; i < 50; i++)
            {
                var model = await CreateAsync(Bert with { Name = $"c{client}", Version = $"{i}" });
                (await GetAsync(model.Id)).Etag.ShouldBe(model.Etag);
                var changed = await UpdateAsync(model, new ModelUpdate { Description = "d" });
                (await GetAsync(model.Id)).Etag.ShouldBe(changed.Etag);
                (await ListAsync(new ModelQuery { Name = $"c{client}" })).Total.ShouldBe(i + 1);
            }
        }).ContinueWith(outcomes => outcomes.Result.ShouldAllBe(error => error == null), TaskScheduler.Default);
    }

    [Fact]
    public async Task Changes_OfManyWriters_AreNumberedWithoutGapAndTellTheState()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var models = new List<RegisteredModel>();
        for (var i = 0; i < 8; i++)
        {
            models.Add(await CreateAsync(Bert with { Version = $"{i}" }));
        }

        await AtOnceAsync(16, async client =>
        {
            var random = new Random(seed + client);
            for (var i = 0; i < 30; i++)
            {
                await ChangeRandomlyAsync(random, models[random.Next(models.Count)], client);
            }
        });

        var changes = await ChangesAsync();
        changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, changes.Count).Select(i => (long)i));
        foreach (var last in changes.GroupBy(change => change.Model.Id).Select(group => group.Last()))
        {
            var found = (await Store.FindAsync(last.Model.Id, Cancelled)).Value;
            (found?.Etag).ShouldBe(last.Model.DeletedAt is null ? last.Model.Etag : null, $"seed {seed}");
        }
    }

    [Fact]
    public async Task List_ByTokenWhileOthersWrite_GivesEveryStayingModelOnce()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        for (var i = 0; i < 300; i++)
        {
            await CreateAsync(Bert with { Version = $"stays-{i}", Tags = ["stays"] });
            Clock.Advance(TimeSpan.FromMicroseconds(i % 3));
        }

        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(() => ComeAndGoAsync(writer, seed, done.Token), Cancelled)).ToArray();
        for (var round = 0; round < 15; round++)
        {
            var versions = (await WalkAsync(new ModelQuery { Limit = 7 })).Select(model => model.Version).ToList();
            versions.Distinct().Count().ShouldBe(versions.Count, $"seed {seed}");
            versions.Count(version => version.StartsWith("stays", StringComparison.Ordinal)).ShouldBe(300, $"seed {seed}");
        }

        await done.CancelAsync();
        await Task.WhenAll(writers);
    }

    [Fact]
    public async Task Closing_WhileManyWrite_AnswersEveryOne_AndKeepsWhatItAcknowledged()
    {
        var acknowledged = new ConcurrentBag<ModelId>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, 16).Select(client => Task.Run(
            async () =>
            {
                for (var i = 0; ; i++)
                {
                    acknowledged.Add((await CreateAsync(Bert with { Name = $"c{client}", Version = $"{i}" })).Id);
                    if (acknowledged.Count >= 100)
                    {
                        enough.TrySetResult();
                    }
                }
            },
            Cancelled)).ToArray();
        await enough.Task;
        await Store.DisposeAsync();

        foreach (var writer in writers)
        {
            await ShouldFailAsync(RegistryErrorCode.Unavailable, () => writer);
        }

        await InitializeAsync();
        foreach (var id in acknowledged)
        {
            (await Store.FindAsync(id, Cancelled)).Value.ShouldNotBeNull();
        }

        (await ListAsync(new ModelQuery())).Total.ShouldBe(acknowledged.Count);
    }

    [Fact]
    public async Task Cancelling_ManyAtOnce_EitherDoesOrDoesNot()
    {
        using var cancellation = new CancellationTokenSource();
        var creates = Enumerable.Range(0, 200).Select(i => Task.Run(
            async () =>
            {
                if (i == 100)
                {
                    await cancellation.CancelAsync();
                }

                return (await Catalog.CreateAsync(Trusted, Bert with { Version = $"{i}" }, cancellation.Token)).Version;
            },
            Cancelled)).ToArray();

        await Task.WhenAll(creates.Select(create => create.ContinueWith(_ => { }, TaskScheduler.Default)));

        // Through the queue once more: whatever was given up before it would still have come first.
        await CreateAsync(Bert with { Version = "last" });
        var made = (await WalkAsync(new ModelQuery())).Select(model => model.Version);
        made.ShouldBe(creates.Where(create => create.IsCompletedSuccessfully).Select(create => create.Result).Append("last"), ignoreOrder: true);
        creates.ShouldAllBe(create => create.IsCompletedSuccessfully || create.IsCanceled);
    }

    private async Task ChangeRandomlyAsync(Random random, RegisteredModel model, int client)
    {
        var id = model.Id.ToString();
        try
        {
            await (random.Next(20) switch
            {
                0 => Catalog.DeleteAsync(Trusted, id, "", Cancelled),
                < 5 => Catalog.AddTagsAsync(Trusted, id, [$"t{random.Next(5)}"], "", Cancelled),
                < 10 => Catalog.RemoveTagsAsync(Trusted, id, [$"t{random.Next(5)}"], "", Cancelled),
                < 15 => Catalog.SetStatusAsync(Trusted, id, Any(random, "ready", "running", "failed"), "", Cancelled),
                _ => UpdateAsync(model, new ModelUpdate { Description = $"{client}" }),
            });
        }
        catch (RegistryException error) when (error.Code == RegistryErrorCode.NotFound)
        {
            // Deleted by another: fine.
        }
    }

    private async Task ComeAndGoAsync(int writer, int seed, CancellationToken done)
    {
        var random = new Random(seed + writer);
        var alive = new List<RegisteredModel>();
        for (var i = 0; !done.IsCancellationRequested; i++)
        {
            alive.Add(await CreateAsync(Bert with { Version = $"w{writer}-{i}" }));
            Clock.Advance(TimeSpan.FromMicroseconds(random.Next(2)));
            if (alive.Count > 20)
            {
                var victim = random.Next(alive.Count);
                await Catalog.DeleteAsync(Trusted, alive[victim].Id.ToString(), "", Cancelled);
                alive.RemoveAt(victim);
            }
        }
    }

    // Each call's error, or null where it succeeded.
    private static async Task<IReadOnlyList<Exception?>> AtOnceAsync(int count, Func<int, Task> call)
    {
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, count).Select(CallAsync).ToArray();
        together.SetResult();
        return await Task.WhenAll(calls);

        async Task<Exception?> CallAsync(int i)
        {
            await together.Task;
            return await Record.ExceptionAsync(() => call(i));
        }
    }
}
