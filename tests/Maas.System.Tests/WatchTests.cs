using Maas.Contract.V1;

namespace Maas.SystemTests;

public class WatchTests
{
    [Fact]
    public async Task Watch_FromNow_BeginsAtOnceAndSendsEachChange()
    {
        await using var registry = await WatchedRegistry.StartAsync();
        await registry.CreateAsync("before");
        using var watch = registry.Watches.Watch(new WatchRequest(), cancellationToken: TestContext.Current.CancellationToken);
        var begin = await watch.NextAsync();

        var model = await registry.CreateAsync("after", "a");

        (begin.Revision, begin.Changes.Count).ShouldBe((1, 0));
        var response = await watch.NextAsync();
        response.Revision.ShouldBe(2);
        var change = response.Changes.ShouldHaveSingleItem();
        (change.Revision, change.Kind, change.Actor).ShouldBe((2, "created", "trusted"));
        change.Model.ShouldBe(model);
        change.Time.ShouldBe(model.CreatedAt);
    }

    [Fact]
    public async Task Watch_FromARevisionWithAFilter_SendsWhatMatchesFromThereOn()
    {
        await using var registry = await WatchedRegistry.StartAsync();
        for (var i = 1; i <= 6; i++)
        {
            await registry.CreateAsync($"model-{i}", i % 2 == 0 ? "even" : "odd");
        }

        using var watch = registry.Watches.Watch(
            new WatchRequest { FromRevision = 3, Tags = { "even" } }, cancellationToken: TestContext.Current.CancellationToken);

        (await watch.NextAsync()).Revision.ShouldBe(2);
        (await watch.ChangesAsync(2)).Select(change => change.Revision).ShouldBe([4, 6]);
    }
}
