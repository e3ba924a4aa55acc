using Maas.Models;
using Maas.Testing;

namespace Maas.Storage.Tests;

/// <summary>
/// What every store does, seen through the catalog, which is how it is used. A store's tests inherit it; a difference by
/// design is an override with its reason.
/// </summary>
public abstract partial class ModelStoreContract : IAsyncLifetime
{
    private const int MessageLimit = 40_000;

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected static Caller Trusted { get; } = Caller.Trusted("request-1");

    protected static NewModel Bert { get; } = new() { Name = "bert", Version = "1.0.0", Framework = "pytorch" };

    protected ManualClock Clock { get; } = new(DateTimeOffset.UnixEpoch.AddYears(56).AddTicks(1_234_567));

    protected IModelStore Store { get; private set; } = null!;

    internal PlainCatalog Catalog { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Store = await OpenAsync();
        Catalog = new PlainCatalog(new ModelCatalog(Store, new ModelLimits(), Clock, SizeOf));
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the test's store: an empty one at first, afterwards what was left in it.</summary>
    protected abstract Task<IModelStore> OpenAsync();

    protected abstract ValueTask CleanUpAsync();

    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        await InitializeAsync();
    }

    protected Task<RegisteredModel> CreateAsync(NewModel request) => Catalog.CreateAsync(Trusted, request, Cancelled);

    protected async Task<RegisteredModel> GetAsync(ModelId id) => await Catalog.GetAsync(Trusted, id.ToString(), Cancelled);

    protected async Task<ModelPage> ListAsync(ModelQuery query) => await Catalog.ListAsync(Trusted, query, Cancelled);

    protected async Task<IReadOnlyList<ModelChange>> ChangesAsync() => (await Store.ReadChangesAsync(0, int.MaxValue, Cancelled)).Changes;

    protected static async Task<RegistryException> ShouldFailAsync(RegistryErrorCode code, Func<Task> act)
    {
        var error = await Should.ThrowAsync<RegistryException>(act);
        error.Code.ShouldBe(code, error.ToString());
        return error;
    }

    protected static void ShouldBeSame(RegisteredModel model, RegisteredModel expected)
    {
        model.Tags.ShouldBe(expected.Tags);
        model.Metadata.ShouldBe(expected.Metadata);
        (model with { Tags = expected.Tags, Metadata = expected.Metadata }).ShouldBe(expected);
    }

    // Stands in for the host's message: what can be long, in UTF-8.
    // As if a pending model's own fields took nothing.
    private static int SizeOf(RegisteredModel model) =>
        System.Text.Encoding.UTF8.GetByteCount(model.Description)
        + model.Metadata.Sum(entry => entry.Key.Length + entry.Value.Length)
        + model.Status.WireName.Length - ModelStatus.Pending.WireName.Length;
}
