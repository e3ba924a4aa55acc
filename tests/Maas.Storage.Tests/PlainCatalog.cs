using System.Collections.Immutable;
using Maas.Models;

namespace Maas.Storage.Tests;

/// <summary>The catalog, for tests to which the revisions of its answers do not matter.</summary>
internal sealed class PlainCatalog(ModelCatalog catalog)
{
    public ModelCatalog WithRevisions => catalog;

    public async Task<RegisteredModel> CreateAsync(Caller caller, NewModel request, CancellationToken cancellationToken) =>
        (await catalog.CreateAsync(caller, request, cancellationToken)).Value;

    public async ValueTask<RegisteredModel> GetAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        (await catalog.GetAsync(caller, id, cancellationToken)).Value;

    public ValueTask<ModelPage> ListAsync(Caller caller, ModelQuery query, CancellationToken cancellationToken) =>
        catalog.ListAsync(caller, query, cancellationToken);

    public async Task<RegisteredModel> UpdateAsync(Caller caller, string id, ModelUpdate update, CancellationToken cancellationToken) =>
        (await catalog.UpdateAsync(caller, id, update, cancellationToken)).Value;

    public async Task<RegisteredModel> DeleteAsync(Caller caller, string id, string etag, CancellationToken cancellationToken) =>
        (await catalog.DeleteAsync(caller, id, etag, cancellationToken)).Value;

    public async Task<RegisteredModel> SetStatusAsync(
        Caller caller, string id, string status, string etag, CancellationToken cancellationToken) =>
        (await catalog.SetStatusAsync(caller, id, status, etag, cancellationToken)).Value;

    public async Task<RegisteredModel> AddTagsAsync(
        Caller caller, string modelId, IReadOnlyList<string> tags, string etag, CancellationToken cancellationToken) =>
        (await catalog.AddTagsAsync(caller, modelId, tags, etag, cancellationToken)).Value;

    public async Task<RegisteredModel> RemoveTagsAsync(
        Caller caller, string modelId, IReadOnlyList<string> tags, string etag, CancellationToken cancellationToken) =>
        (await catalog.RemoveTagsAsync(caller, modelId, tags, etag, cancellationToken)).Value;

    public async Task<RegisteredModel> SetMetadataAsync(
        Caller caller, string modelId, IReadOnlyDictionary<string, string> metadata, string etag, CancellationToken cancellationToken) =>
        (await catalog.SetMetadataAsync(caller, modelId, metadata, etag, cancellationToken)).Value;

    public async ValueTask<ImmutableSortedDictionary<string, string>> GetMetadataAsync(
        Caller caller, string modelId, CancellationToken cancellationToken) =>
        (await catalog.GetMetadataAsync(caller, modelId, cancellationToken)).Value;
}
