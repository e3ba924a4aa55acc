using Maas.Models.Watching;

namespace Maas.Models.Tests.Watching;

internal static class LoggedChanges
{
    public static ModelChange Change(long revision, RegisteredModel? model = null, PriorFields? prior = null) => new()
    {
        Revision = revision, Time = Models.Then, Actor = "anna", RequestId = "r", Kind = ChangeKind.Updated,
        Model = model ?? Models.Registered, Prior = prior,
    };

    public static LoggedChange<ModelChange> Logged(long revision, RegisteredModel? model = null) => new(Change(revision, model), change => change);
}
