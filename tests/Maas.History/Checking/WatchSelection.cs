using Maas.Contract;
using Maas.Contract.V1;

namespace Maas.History.Checking;

/// <summary>Which changes a watch asks for.</summary>
internal static class WatchSelection
{
    /// <summary>Whether a change matches; before is the model as it was, null where it was created.</summary>
    public static bool Matches(WatchRequest request, Change change, Model? before)
    {
        return (request.Kinds.Count == 0 || request.Kinds.Contains(change.Kind))
            && (request.TenantId.Length == 0 || Either(model => model.TenantId == request.TenantId))
            && (request.Name.Length == 0 || Either(model => model.Name == request.Name))
            && (request.Tags.Count == 0 || Either(model => request.Tags.Any(model.Tags.Contains)));

        // What a change took away counts too.
        bool Either(Func<Model, bool> has) => has(change.Model) || (before is not null && has(before));
    }
}
