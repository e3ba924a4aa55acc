using Maas.ApiGateway.OpenApi;
using Maas.ApiGateway.Queries;
using Maas.Contract;
using static Maas.ApiGateway.Queries.QueryParameter;

namespace Maas.ApiGateway.Models;

/// <summary>The query of a listing.</summary>
internal static class ListModelsQuery
{
    public static readonly QueryShape<ListModelsRequest> Shape = new(
        Number<ListModelsRequest>("page", "The page's number, from 1.", Schemas.Page, static (request, value) => request.Page = value),
        Number<ListModelsRequest>(
            "limit", "Models a page; above 100 it counts as 100.", Schemas.Limit, static (request, value) => request.Limit = value),
        Text<ListModelsRequest>("name", "A part of the name, in any case.", static (request, value) => request.Name = value),
        Text<ListModelsRequest>("framework", "The whole framework.", static (request, value) => request.Framework = value),
        Text<ListModelsRequest>("status", "The whole status.", static (request, value) => request.Status = value),
        Texts<ListModelsRequest>("tags", "Models that carry at least one of these.", static (request, value) => request.Tags.Add(value)),
        Text<ListModelsRequest>("owner_id", "The whole owner.", static (request, value) => request.OwnerId = value),
        Text<ListModelsRequest>("tenant_id", "The whole tenant.", static (request, value) => request.TenantId = value),
        Flag<ListModelsRequest>(
            "is_public", "true keeps public models only; false does not filter.", static (request, value) => request.IsPublic = value),
        Text<ListModelsRequest>(
            "page_token", "The next_page_token of an earlier answer to this query.", static (request, value) => request.PageToken = value),
        Text<ListModelsRequest>("order_by", "Not served yet: answers 501.", static (request, value) => request.OrderBy = value),
        Text<ListModelsRequest>("filter", "Not served yet: answers 501.", static (request, value) => request.Filter = value),
        Flag<ListModelsRequest>("show_deleted", "Not served yet: true answers 501.", static (request, value) => request.ShowDeleted = value));
}
