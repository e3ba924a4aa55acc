using Maas.Models;

namespace Maas.Storage.Postgres;

// The part of the database that a transaction is about, with what its mutations have done so far. The transaction holds the lock
// on the counter, so that nobody else changes any of it. A mutation asks first and changes last: one that throws has changed
// nothing.
internal sealed class WorkingSet(long newest, Func<ModelIdentity, Task<bool>> isTaken)
{
    private readonly Dictionary<ModelId, WrittenModel> _models = [];
    private readonly Dictionary<ModelIdentity, bool> _names = [];
    private readonly Dictionary<(string Scope, string RequestId), KeptRequest> _requests = [];
    private readonly List<LoggedChange> _changes = [];
    private readonly Dictionary<(string Scope, string RequestId), KeptRequest> _newRequests = [];

    // The newest revision, those of the transaction included.
    public long Newest => newest + _changes.Count;

    public IReadOnlyList<LoggedChange> Changes => _changes;

    public IReadOnlyList<KeptRequest> NewRequests => [.. _newRequests.Values];

    public IEnumerable<WrittenModel> Models => _models.Values;

    public void AddStored(RegisteredModel model) => _models.Add(model.Id, new WrittenModel(model, model));

    public void AddName(ModelIdentity name, bool isTaken) => _names[name] = isTaken;

    public void AddStored(KeptRequest request) => _requests[(request.Scope, request.RequestId)] = request;

    public RegisteredModel? Find(ModelId id) =>
        _models.TryGetValue(id, out var model) && model.Current.DeletedAt is null ? model.Current : null;

    // The first result, or null when the request is new.
    public RegisteredModel? FindResult(IdempotencyKey key, DateTimeOffset now) =>
        _requests.TryGetValue((key.Scope, key.RequestId), out var request) && request.ExpiresAt > now ? request.ResultFor(key) : null;

    // Names that creates want were read with all else; the new name of a rename is known only now.
    public async ValueTask RequireFreeAsync(RegisteredModel model)
    {
        var name = ModelIdentity.Of(model);
        if (!_names.TryGetValue(name, out var taken))
        {
            taken = await isTaken(name);
            _names.Add(name, taken);
        }

        if (taken)
        {
            throw RegistryException.ModelAlreadyExists(model);
        }
    }

    public void Create(Caller caller, IdempotencyKey? key, RegisteredModel model, DateTimeOffset now)
    {
        var change = Log(caller, key?.RequestId ?? "", ChangeKind.Created, null, model, now);
        var request = key is null ? null : new KeptRequest(key.Scope, key.RequestId, [.. key.Fingerprint], now + key.Window, change.Model);
        _models.Add(model.Id, new WrittenModel(null, model));
        _changes.Add(change);
        SetName(model);
        if (key is not null && request is not null)
        {
            _requests[(key.Scope, key.RequestId)] = request;
            _newRequests[(key.Scope, key.RequestId)] = request;
        }
    }

    public void Change(Caller caller, ChangeKind kind, RegisteredModel before, RegisteredModel after, DateTimeOffset now)
    {
        _changes.Add(Log(caller, "", kind, PriorFields.Between(before, after), after, now));
        _models[before.Id].Current = after;
        _names[ModelIdentity.Of(before)] = false;
        SetName(after);
    }

    private void SetName(RegisteredModel model)
    {
        if (model.DeletedAt is null)
        {
            _names[ModelIdentity.Of(model)] = true;
        }
    }

    private LoggedChange Log(Caller caller, string idempotencyId, ChangeKind kind, PriorFields? prior, RegisteredModel model, DateTimeOffset now) =>
        new(
            new ModelChange
            {
                Revision = Newest + 1,
                Time = now,
                Actor = caller.Subject,
                RequestId = caller.RequestId,
                IdempotencyId = idempotencyId,
                Kind = kind,
                Prior = prior,
                Model = model,
            },
            ModelJson.Write(model));
}
