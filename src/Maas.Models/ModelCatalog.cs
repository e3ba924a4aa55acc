using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>
/// The use cases: what each RPC does once its message is read. Checks the whole request before it touches anything and
/// names every field at fault. Safe for use by many threads at once.
/// </summary>
/// <remarks>
/// Every method throws <see cref="RegistryException"/> and nothing else for what callers can do wrong: a malformed request
/// is <see cref="RegistryErrorCode.Invalid"/>; a model that is unknown, deleted or of another tenant is
/// <see cref="RegistryErrorCode.NotFound"/>; an etag that is given and is not the current one is
/// <see cref="RegistryErrorCode.StaleEtag"/>; a model that would become too large is <see cref="RegistryErrorCode.Invalid"/>
/// with the field <c>model</c>. A change that would change nothing gives the model as it is. Results, and errors that depend on
/// the models there are, tell the revision of the change log that they reflect.
/// </remarks>
/// <param name="store">Keeps the models.</param>
/// <param name="limits">What is accepted.</param>
/// <param name="clock">Gives the time for new ids.</param>
/// <param name="messageSize">
/// The size of a model as the host's message, in bytes, which <see cref="ModelLimits.MessageBytes"/> bounds. Must be quick:
/// it runs where writes are made one after the other.
/// </param>
public sealed class ModelCatalog(IModelStore store, ModelLimits limits, TimeProvider clock, Func<RegisteredModel, int> messageSize)
{
    /// <summary>Registers a model, which is pending then.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="request">What to register.</param>
    /// <param name="cancellationToken">Ends the wait; a create that has begun is still done.</param>
    /// <returns>The model; for a request id that was used for the same request, the first result.</returns>
    /// <exception cref="RegistryException">
    /// Also <see cref="RegistryErrorCode.AlreadyExists"/> for a name and version that are taken, and
    /// <see cref="RegistryErrorCode.PermissionDenied"/> for a tenant that is not the caller's.
    /// </exception>
    public async Task<AtRevision<RegisteredModel>> CreateAsync(Caller caller, NewModel request, CancellationToken cancellationToken)
    {
        var draft = ModelDraft.From(request, caller.TenantToWrite(request.TenantId), limits);
        var key = request.RequestId.Length == 0
            ? null
            : new IdempotencyKey(caller.IdempotencyScope, request.RequestId, draft.Fingerprint(), limits.RequestIdWindow);
        return await store.CreateAsync(
            caller, key, now => Fitting(RegisteredModel.Register(draft, ModelId.New(clock), now)), cancellationToken);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The model's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RegistryException">As for every method.</exception>
    public async ValueTask<AtRevision<RegisteredModel>> GetAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        await FindAsync(caller, ReadId("id", id), cancellationToken);

    /// <summary>Lists models, newest first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="query">Which models, and which page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The page.</returns>
    /// <exception cref="RegistryException">
    /// Also <see cref="RegistryErrorCode.Unimplemented"/> for fields that are not served yet.
    /// </exception>
    public async ValueTask<ModelPage> ListAsync(Caller caller, ModelQuery query, CancellationToken cancellationToken)
    {
        var request = ListRequest.From(caller, query, limits, store.PageTokenKey.Span);
        var isNumbered = request.After is null;
        var found = await store.ListAsync(
            new ModelListing
            {
                Filter = request.Filter,
                After = request.After,
                Skip = isNumbered ? (request.Page - 1L) * request.Limit : 0,
                Take = request.Limit + 1,
                Count = isNumbered,
            },
            cancellationToken);
        return PageOf(request, found);
    }

    /// <summary>Changes fields of a model.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The model's id.</param>
    /// <param name="update">What to change.</param>
    /// <param name="cancellationToken">Ends the wait; a change that has begun is still made.</param>
    /// <returns>The model afterwards.</returns>
    /// <exception cref="RegistryException">Also <see cref="RegistryErrorCode.AlreadyExists"/> for a name that is taken.</exception>
    public async Task<AtRevision<RegisteredModel>> UpdateAsync(Caller caller, string id, ModelUpdate update, CancellationToken cancellationToken)
    {
        var (modelId, edit) = Checked(
            (violations, rules) => (ReadId("id", id, violations), new UpdateRequest(update, rules, violations).Read()));
        return await ChangeAsync(
            caller, ChangeKind.Updated, modelId, update.Etag, (model, now) => model.With(edit, now), cancellationToken);
    }

    /// <summary>Hides a model and frees its name and version.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The model's id.</param>
    /// <param name="etag">The etag that the model must still have; empty means any.</param>
    /// <param name="cancellationToken">Ends the wait; a change that has begun is still made.</param>
    /// <returns>The model as it was deleted.</returns>
    /// <exception cref="RegistryException">As for every method.</exception>
    public async Task<AtRevision<RegisteredModel>> DeleteAsync(Caller caller, string id, string etag, CancellationToken cancellationToken) =>
        await ChangeAsync(
            caller, ChangeKind.Deleted, ReadId("id", id), etag, (model, now) => model.Deleted(now), cancellationToken);

    /// <summary>Moves a model to a status.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The model's id.</param>
    /// <param name="status">One of <see cref="ModelStatusNames.All"/>.</param>
    /// <param name="etag">The etag that the model must still have; empty means any.</param>
    /// <param name="cancellationToken">Ends the wait; a change that has begun is still made.</param>
    /// <returns>The model afterwards.</returns>
    /// <exception cref="RegistryException">As for every method.</exception>
    public async Task<AtRevision<RegisteredModel>> SetStatusAsync(
        Caller caller, string id, string status, string etag, CancellationToken cancellationToken)
    {
        var (modelId, next) = Checked((violations, rules) => (ReadId("id", id, violations), rules.Status(status)));
        return await ChangeAsync(
            caller, ChangeKind.StatusChanged, modelId, etag, (model, now) => model.WithStatus(next, now), cancellationToken);
    }

    /// <summary>Adds tags that a model does not have yet.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="modelId">The model's id.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="etag">The etag that the model must still have; empty means any.</param>
    /// <param name="cancellationToken">Ends the wait; a change that has begun is still made.</param>
    /// <returns>The model afterwards.</returns>
    /// <exception cref="RegistryException">As for every method; also where the model would have too many tags.</exception>
    public async Task<AtRevision<RegisteredModel>> AddTagsAsync(
        Caller caller, string modelId, IReadOnlyList<string> tags, string etag, CancellationToken cancellationToken)
    {
        var (id, added) = Checked((violations, rules) => (ReadId("model_id", modelId, violations), rules.Tags(tags)));
        return await ChangeAsync(
            caller, ChangeKind.TagsChanged, id, etag, (model, now) => model.WithTags(added, limits.TagCount, now), cancellationToken);
    }

    /// <summary>Removes tags; those that the model does not have are passed over.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="modelId">The model's id.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="etag">The etag that the model must still have; empty means any.</param>
    /// <param name="cancellationToken">Ends the wait; a change that has begun is still made.</param>
    /// <returns>The model afterwards.</returns>
    /// <exception cref="RegistryException">As for every method.</exception>
    public async Task<AtRevision<RegisteredModel>> RemoveTagsAsync(
        Caller caller, string modelId, IReadOnlyList<string> tags, string etag, CancellationToken cancellationToken)
    {
        var (id, removed) = Checked((violations, rules) => (ReadId("model_id", modelId, violations), rules.Tags(tags)));
        return await ChangeAsync(
            caller, ChangeKind.TagsChanged, id, etag, (model, now) => model.WithoutTags(removed, now), cancellationToken);
    }

    /// <summary>Replaces a model's whole metadata map.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="modelId">The model's id.</param>
    /// <param name="metadata">The new map.</param>
    /// <param name="etag">The etag that the model must still have; empty means any.</param>
    /// <param name="cancellationToken">Ends the wait; a change that has begun is still made.</param>
    /// <returns>The model afterwards.</returns>
    /// <exception cref="RegistryException">As for every method.</exception>
    public async Task<AtRevision<RegisteredModel>> SetMetadataAsync(
        Caller caller, string modelId, IReadOnlyDictionary<string, string> metadata, string etag, CancellationToken cancellationToken)
    {
        var (id, map) = Checked((violations, rules) => (ReadId("model_id", modelId, violations), rules.Metadata(metadata)));
        return await ChangeAsync(
            caller, ChangeKind.MetadataChanged, id, etag, (model, now) => model.WithMetadata(map, now), cancellationToken);
    }

    /// <summary>Reads a model's metadata.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="modelId">The model's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The whole map.</returns>
    /// <exception cref="RegistryException">As for every method.</exception>
    public async ValueTask<AtRevision<ImmutableSortedDictionary<string, string>>> GetMetadataAsync(
        Caller caller, string modelId, CancellationToken cancellationToken)
    {
        var (model, revision) = await FindAsync(caller, ReadId("model_id", modelId), cancellationToken);
        return new(model.Metadata, revision);
    }

    private async ValueTask<AtRevision<RegisteredModel>> FindAsync(Caller caller, ModelId id, CancellationToken cancellationToken)
    {
        var (model, revision) = await store.FindAsync(id, cancellationToken);
        return model is not null && caller.CanRead(model) ? new(model, revision) : throw NotFoundAt(id, revision);
    }

    private async Task<AtRevision<RegisteredModel>> ChangeAsync(
        Caller caller,
        ChangeKind kind,
        ModelId id,
        string etag,
        Func<RegisteredModel, DateTimeOffset, RegisteredModel> change,
        CancellationToken cancellationToken)
    {
        var (model, revision) = await store.ChangeAsync(caller, kind, id, Decide, cancellationToken);
        return model is not null ? new(model, revision) : throw NotFoundAt(id, revision);

        RegisteredModel Decide(RegisteredModel current, DateTimeOffset now)
        {
            if (!caller.CanChange(current))
            {
                throw RegistryException.ModelNotFound(id);
            }

            current.RequireEtag(etag);
            var next = change(current, now);
            // A full model can still be moved to another status, and deleted.
            return ReferenceEquals(next, current) || kind is ChangeKind.StatusChanged or ChangeKind.Deleted ? next : Fitting(next);
        }
    }

    // The bound is on the whole, so the whole is what is named: shortening any long field would do.
    private RegisteredModel Fitting(RegisteredModel model)
    {
        var size = messageSize(model);
        return size <= limits.MessageBytes
            ? model
            : throw RegistryException.InvalidField(
                RegistryReason.ModelTooLarge, "model", $"would take {size} bytes as a message; at most {limits.MessageBytes} are allowed");
    }

    private T Checked<T>(Func<Violations, FieldRules, T> read)
    {
        var violations = new Violations();
        var result = read(violations, new FieldRules(limits, violations));
        violations.ThrowIfAny();
        return result;
    }

    private ModelPage PageOf(ListRequest request, ModelListingResult found)
    {
        if (found.Models.Length <= request.Limit)
        {
            return new ModelPage(found.Models, found.Total, request.Page, request.Limit, "", found.Revision);
        }

        var models = found.Models[..request.Limit];
        var token = PageToken.Write(ModelPosition.Of(models[^1]), request.Binding, store.PageTokenKey.Span);
        return new ModelPage(models, found.Total, request.Page, request.Limit, token, found.Revision);
    }

    private static RegistryException NotFoundAt(ModelId id, long revision)
    {
        var error = RegistryException.ModelNotFound(id);
        error.Revision = revision;
        return error;
    }

    private static ModelId ReadId(string field, string id)
    {
        var violations = new Violations();
        var result = ReadId(field, id, violations);
        violations.ThrowIfAny();
        return result;
    }

    private static ModelId ReadId(string field, string id, Violations violations)
    {
        if (!ModelId.TryParse(id, out var result))
        {
            violations.Add(field, $"{Echo.Quote(id)} is not a UUID");
        }

        return result;
    }
}
