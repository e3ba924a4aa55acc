using Maas.ApiGateway.Models;
using Maas.Contract.V1;

namespace Maas.ApiGateway.Watch;

internal static class ChangeViews
{
    public static ChangeView ToView(this Change change) => new()
    {
        Revision = change.Revision,
        Time = ModelViews.ToText(change.Time),
        Kind = change.Kind,
        Model = change.Model.ToView(),
        Actor = ModelViews.NullIfEmpty(change.Actor),
        RequestId = ModelViews.NullIfEmpty(change.RequestId),
    };
}
