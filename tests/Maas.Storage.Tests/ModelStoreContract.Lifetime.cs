using Maas.Models;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
    [Fact]
    public async Task Reopened_EverythingIsThere()
    {
        var created = await CreateAsync(Everything with { RequestId = "once" });
        var key = Store.PageTokenKey.ToArray();

        await ReopenAsync();

        ShouldBeSame(await GetAsync(created.Id), created);
        (await ListAsync(new ModelQuery { Tags = ["nlp"] })).Total.ShouldBe(1);
        (await ChangesAsync()).Count.ShouldBe(1);
        ShouldBeSame(await CreateAsync(Everything with { RequestId = "once" }), created);
        Store.PageTokenKey.ToArray().ShouldBe(key);
        key.Length.ShouldBe(32);
        key.Distinct().Count().ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task Change_ThatThrows_ChangesNothingAndLetsOthersThrough()
    {
        var model = await CreateAsync(Bert);

        var error = await Should.ThrowAsync<InvalidOperationException>(() => Store.ChangeAsync(
            Trusted, ChangeKind.Updated, model.Id, (_, _) => throw new InvalidOperationException("a fault of ours"), Cancelled));
        await Should.ThrowAsync<InvalidOperationException>(() => Store.CreateAsync(
            Trusted, null, _ => throw new InvalidOperationException("a fault of ours"), Cancelled));

        error.Message.ShouldBe("a fault of ours");
        ShouldBeSame(await GetAsync(model.Id), model);
        await CreateAsync(Bert with { Version = "2" });
    }

    [Fact]
    public async Task Cancelled_BeforeItBegan_DoesNothing()
    {
        var token = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => Catalog.CreateAsync(Trusted, Bert, token));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Catalog.ListAsync(Trusted, new ModelQuery(), token));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Store.FindAsync(ModelId.New(Clock), token));

        (await ListAsync(new ModelQuery())).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Check_AnOpenStore_Answers() => await Store.CheckAsync(Cancelled);

    [Fact]
    public async Task Closed_EveryCallIsUnavailable()
    {
        await Store.DisposeAsync();

        await ShouldFailAsync(RegistryErrorCode.Unavailable, () => CreateAsync(Bert));
        await ShouldFailAsync(RegistryErrorCode.Unavailable, () => ListAsync(new ModelQuery()));
        await ShouldFailAsync(RegistryErrorCode.Unavailable, async () => await Store.CheckAsync(Cancelled));
        await Store.DisposeAsync();
    }
}
