using Google.Protobuf.WellKnownTypes;
using Maas.Contract;

namespace Maas.History.Checking;

/// <summary>ListModels in small.</summary>
internal static class Listing
{
    private const int DefaultLimit = 20;
    private const int HighestLimit = 100;

    private static readonly Comparer<Model> NewestFirst = Comparer<Model>.Create(static (one, other) =>
    {
        var byTime = Ticks(other.CreatedAt).CompareTo(Ticks(one.CreatedAt));
        return byTime != 0 ? byTime : string.CompareOrdinal(other.Id, one.Id);
    });

    /// <summary>The page that a request is answered with.</summary>
    /// <param name="state">What there is.</param>
    /// <param name="request">The request.</param>
    /// <param name="after">Where the request has a page token, the last model of the page that gave it.</param>
    public static ListModelsResponse PageOf(RegistryState state, ListModelsRequest request, Model? after)
    {
        var limit = request.Limit == 0 ? DefaultLimit : Math.Min(request.Limit, HighestLimit);
        var page = Math.Max(request.Page, 1);
        Model[] all = [.. state.Live.Where(model => Matches(model, request)).Order(NewestFirst)];
        Model[] rest = after is null
            ? [.. all.Skip((page - 1) * limit)]
            : [.. all.Where(model => NewestFirst.Compare(model, after) > 0)];
        return new ListModelsResponse
        {
            Models = { rest.Take(limit) },
            Total = after is null ? all.Length : 0,
            Page = after is null ? page : 0,
            Limit = limit,
            NextPageToken = rest.Length > limit ? "more" : "",
        };
    }

    private static bool Matches(Model model, ListModelsRequest request) =>
        model.Name.Contains(request.Name, StringComparison.OrdinalIgnoreCase)
        && IsEmptyOr(request.Framework, model.Framework)
        && IsEmptyOr(request.Status, model.Status)
        && IsEmptyOr(request.OwnerId, model.OwnerId)
        && IsEmptyOr(request.TenantId, model.TenantId)
        && (request.Tags.Count == 0 || request.Tags.Any(model.Tags.Contains))
        && (!request.IsPublic || model.IsPublic);

    private static bool IsEmptyOr(string filter, string value) => filter.Length == 0 || filter == value;

    private static long Ticks(Timestamp time) => time.ToDateTimeOffset().UtcTicks;
}
