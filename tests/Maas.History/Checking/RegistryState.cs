using Maas.Contract;
using Maas.Contract.V1;

namespace Maas.History.Checking;

/// <summary>
/// All that the registry holds at one revision, by the change log alone: written from the contract, and sharing no line with the
/// registry.
/// </summary>
internal sealed class RegistryState
{
    private readonly Dictionary<string, Model> _live = [];
    private readonly Dictionary<Identity, string> _holders = [];
    private readonly Dictionary<string, FirstResult> _firstResults = [];
    private readonly HashSet<string> _ids = [];
    private readonly HashSet<string> _etags = [];

    public long Revision { get; private set; }

    public IReadOnlyCollection<Model> Live => _live.Values;

    public Model? Find(string id) => _live.GetValueOrDefault(id);

    public bool IsTaken(Identity identity) => _holders.ContainsKey(identity);

    public FirstResult? FirstResultOf(string requestId) => _firstResults.GetValueOrDefault(requestId);

    /// <summary>Whether a model of this id was ever made.</summary>
    public bool HadId(string id) => _ids.Contains(id);

    /// <summary>Whether a model ever had this etag.</summary>
    public bool HadEtag(string etag) => _etags.Contains(etag);

    /// <summary>Goes on by one change, whether or not it is a legal one.</summary>
    /// <param name="change">The change.</param>
    /// <param name="request">The request that asked for it, where that is known.</param>
    public void Apply(Change change, CreateModelRequest? request)
    {
        Revision = change.Revision;
        var model = change.Model;
        if (_live.Remove(model.Id, out var before) && _holders.GetValueOrDefault(Identity.Of(before)) == model.Id)
        {
            _holders.Remove(Identity.Of(before));
        }

        _ids.Add(model.Id);
        _etags.Add(model.Etag);
        if (model.DeletedAt is null)
        {
            _live[model.Id] = model;
            _holders[Identity.Of(model)] = model.Id;
        }

        if (request is { RequestId.Length: > 0 })
        {
            _firstResults.TryAdd(request.RequestId, new FirstResult(request, model));
        }
    }
}
