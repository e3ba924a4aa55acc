using Maas.Contract.V1;

namespace Maas.History.Checking;

/// <summary>Holds a change against what the contract says about its request.</summary>
internal static class ChangeComparison
{
    private const string Created = "created";
    private const string Deleted = "deleted";

    /// <summary>What is wrong with a change; null where it is legal.</summary>
    public static string? Fault(RegistryState state, Expectation.Changes expected, Change change)
    {
        if (change.Kind != expected.Kind)
        {
            return $"the kind {expected.Kind} was expected";
        }

        var model = change.Model;
        if (model.Etag.Length == 0 || state.HadEtag(model.Etag))
        {
            return "the etag is not a new one";
        }

        if (change.Kind == Created && (model.Id.Length == 0 || state.HadId(model.Id)))
        {
            return "the id is not a new one";
        }

        if (model.CreatedAt is null || model.UpdatedAt is null || (model.DeletedAt is not null) != (change.Kind == Deleted))
        {
            return "a time is missing, or is there though it should not be";
        }

        return ModelComparison.Difference(expected.After, model);
    }
}
