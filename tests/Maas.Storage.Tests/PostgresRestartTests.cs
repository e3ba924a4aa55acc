using System.Collections.Concurrent;
using Maas.Models;
using Maas.Testing;

namespace Maas.Storage.Tests;

/// <summary>A server that ends under load, by an operator's hand or by a crash.</summary>
public sealed class PostgresRestartTests
{
    private static readonly Caller Trusted = Caller.Trusted("r");
    private static readonly NewModel Bert = new() { Name = "bert", Version = "1", Framework = "onnx" };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AcknowledgedChangesAreThere_AndTheStoreGoesOn(bool isKilled)
    {
        await using var cluster = await PostgresCluster.StartAsync(Cancelled);
        var database = await PostgresDatabaseUnderTest.CreateAsync(cluster);
        await using var store = await database.OpenAsync();
        var catalog = PostgresDatabaseUnderTest.Catalog(store);
        var (made, unknown) = (new ConcurrentBag<ModelId>(), new ConcurrentBag<string>());
        using var progress = new SemaphoreSlim(0);
        using var done = new CancellationTokenSource();

        var writers = Enumerable.Range(0, 8).Select(client => Task.Run(() => WriteAsync(client), Cancelled)).ToArray();
        await WaitForProgressAsync();
        if (isKilled)
        {
            await cluster.KillAsync(Cancelled);
            await cluster.LaunchAsync(Cancelled);
        }
        else
        {
            await cluster.RestartAsync(Cancelled);
        }

        await store.CheckAsync(Cancelled);
        await WaitForProgressAsync();
        await done.CancelAsync();
        await Task.WhenAll(writers);

        var changes = (await store.ReadChangesAsync(0, int.MaxValue, Cancelled)).Changes;
        changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, changes.Length).Select(i => (long)i));
        changes.Where(change => !unknown.Contains(Key(change.Model))).Select(change => change.Model.Id).ShouldBe(made, ignoreOrder: true);

        async Task WriteAsync(int client)
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                try
                {
                    made.Add((await catalog.CreateAsync(Trusted, Bert with { Name = $"c{client}", Version = $"{i}" }, Cancelled)).Id);
                    progress.Release();
                }
                catch (RegistryException error) when (error.Reason == RegistryReason.StoreUnavailable)
                {
                    // Not made, and the log must not have it.
                }
                catch (RegistryException error) when (error.Reason == RegistryReason.OutcomeUnknown)
                {
                    unknown.Add($"c{client}/{i}");
                }
            }
        }

        async Task WaitForProgressAsync()
        {
            for (var i = 0; i < 50; i++)
            {
                (await progress.WaitAsync(TimeSpan.FromSeconds(60), Cancelled)).ShouldBeTrue();
            }
        }
    }

    private static string Key(RegisteredModel model) => $"{model.Name}/{model.Version}";
}
