using Maas.ApiGateway.Json;
using Maas.ApiGateway.OpenApi;
using Maas.Contract;

namespace Maas.ApiGateway.Models;

/// <summary>The bodies of POST and DELETE /models/{id}/tags, which have the same keys.</summary>
internal static class TagsBody
{
    public static readonly JsonShape<AddModelTagsRequest> ToAdd = new(
        JsonKey.Texts<AddModelTagsRequest>("tags", Schemas.RequiredTags, static request => request.Tags) with { IsRequired = true },
        JsonKey.Text<AddModelTagsRequest>("etag", Schemas.BodyEtag, static (request, value) => request.Etag = value));

    public static readonly JsonShape<RemoveModelTagsRequest> ToRemove = new(
        JsonKey.Texts<RemoveModelTagsRequest>("tags", Schemas.RequiredTags, static request => request.Tags) with { IsRequired = true },
        JsonKey.Text<RemoveModelTagsRequest>("etag", Schemas.BodyEtag, static (request, value) => request.Etag = value));
}
