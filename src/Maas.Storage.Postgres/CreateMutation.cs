using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Maas.Models;

namespace Maas.Storage.Postgres;

internal sealed class CreateMutation(
    Caller caller, IdempotencyKey? key, Func<DateTimeOffset, RegisteredModel> make, CancellationToken cancellationToken)
    : Mutation<AtRevision<RegisteredModel>>(cancellationToken)
{
    private RegisteredModel? _model;
    private ExceptionDispatchInfo? _fault;

    // The model is made before the transaction, so that its name can be looked up with all else that the transaction reads. What
    // making it throws counts only where the request was not done before.
    [SuppressMessage("Design", "CA1031", Justification = "It is kept for the caller.")]
    public override void Begin(DateTimeOffset now)
    {
        base.Begin(now);
        try
        {
            _model = make(now);
        }
        catch (Exception error)
        {
            _fault = ExceptionDispatchInfo.Capture(error);
        }
    }

    public override void Announce(Wanted wanted)
    {
        if (key is not null)
        {
            wanted.Requests.Add((key.Scope, key.RequestId));
        }

        if (_model is not null)
        {
            wanted.Names.Add(ModelIdentity.Of(_model));
        }
    }

    protected override async ValueTask<AtRevision<RegisteredModel>> DecideAsync(WorkingSet data)
    {
        if (key is not null && data.FindResult(key, Now) is { } first)
        {
            return new(first, data.Newest);
        }

        _fault?.Throw();
        await data.RequireFreeAsync(_model!);
        data.Create(caller, key, _model!, Now);
        return new(_model!, data.Newest);
    }
}
