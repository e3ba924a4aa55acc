using Maas.Models;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
    private static NewModel Once { get; } = Bert with { RequestId = "once", Tags = ["a"] };

    [Fact]
    public async Task Create_TheSameRequestAgain_GivesTheFirstResult_AlsoWhenTheModelHasChangedOrGone()
    {
        var first = await CreateAsync(Once);
        ShouldBeSame(await CreateAsync(Once), first);

        await UpdateAsync(first, new ModelUpdate { Description = "changed" });
        ShouldBeSame(await CreateAsync(Once), first);

        await Catalog.DeleteAsync(Trusted, first.Id.ToString(), "", Cancelled);
        ShouldBeSame(await CreateAsync(Once), first);
        (await ListAsync(new ModelQuery())).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Create_AnotherRequestWithTheSameId_IsRefused()
    {
        await CreateAsync(Once);

        var error = await ShouldFailAsync(RegistryErrorCode.Invalid, () => CreateAsync(Once with { Version = "2" }));

        error.Reason.ShouldBe(RegistryReason.RequestIdReused);
        error.Violations.Single().Field.ShouldBe("request_id");
        (await ListAsync(new ModelQuery())).Total.ShouldBe(1);
    }

    [Fact]
    public async Task Create_TheSameIdOfAnotherCaller_IsAnotherRequest()
    {
        var anna = new Caller("anna", "acme", "r");

        var one = await Catalog.CreateAsync(anna, Once, Cancelled);
        var other = await Catalog.CreateAsync(anna with { Tenant = "other" }, Once, Cancelled);
        await ShouldFailAsync(
            RegistryErrorCode.AlreadyExists, () => Catalog.CreateAsync(anna with { Subject = "ben" }, Once, Cancelled));

        other.Id.ShouldNotBe(one.Id);
    }

    [Fact]
    public async Task Create_TheSameRequestAfterItsWindow_IsANewOne()
    {
        var first = await CreateAsync(Once);

        Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMicroseconds(1));
        ShouldBeSame(await CreateAsync(Once), first);

        Clock.Advance(TimeSpan.FromMicroseconds(1));
        await ShouldFailAsync(RegistryErrorCode.AlreadyExists, () => CreateAsync(Once));
        var second = await CreateAsync(Once with { Version = "2" });
        ShouldBeSame(await CreateAsync(Once with { Version = "2" }), second);
    }

    [Fact]
    public async Task Create_ThatFailed_LeavesItsRequestIdUnused()
    {
        await CreateAsync(Bert);

        await ShouldFailAsync(RegistryErrorCode.AlreadyExists, () => CreateAsync(Once));

        (await CreateAsync(Once with { Version = "2" })).Version.ShouldBe("2");
    }

    // A window without end is beyond what time there is; whatever it was, who is refused must not find it done.
    [Fact]
    public async Task Create_ThatFailsLate_LeavesNothing()
    {
        var model = await CreateAsync(Bert);
        var key = new IdempotencyKey("scope", "late", [1], TimeSpan.MaxValue);

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.CreateAsync(
            Trusted, key, _ => model with { Id = ModelId.New(Clock), Version = "late" }, Cancelled));

        (await ChangesAsync()).Count.ShouldBe(1);
        (await ListAsync(new ModelQuery())).Total.ShouldBe(1);
        (await CreateAsync(Bert with { Version = "late" })).Version.ShouldBe("late");
    }
}
