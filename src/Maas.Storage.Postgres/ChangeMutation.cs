using Maas.Models;

namespace Maas.Storage.Postgres;

internal sealed class ChangeMutation(
    Caller caller,
    ChangeKind kind,
    ModelId id,
    Func<RegisteredModel, DateTimeOffset, RegisteredModel> change,
    CancellationToken cancellationToken)
    : Mutation<AtRevision<RegisteredModel?>>(cancellationToken)
{
    public override void Announce(Wanted wanted) => wanted.Models.Add(id);

    protected override async ValueTask<AtRevision<RegisteredModel?>> DecideAsync(WorkingSet data)
    {
        if (data.Find(id) is not { } current)
        {
            return new(null, data.Newest);
        }

        var next = change(current, Now);
        if (!ReferenceEquals(next, current))
        {
            if (next.DeletedAt is null && ModelIdentity.Of(next) != ModelIdentity.Of(current))
            {
                await data.RequireFreeAsync(next);
            }

            data.Change(caller, kind, current, next, Now);
        }

        return new(next, data.Newest);
    }
}
