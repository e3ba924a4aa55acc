using Maas.ApiGateway.Consistency;
using Maas.ApiGateway.Errors;
using Maas.ApiGateway.OpenApi;
using Maas.ApiGateway.Queries;
using Maas.Contract.V1;
using static Maas.ApiGateway.Queries.QueryParameter;

namespace Maas.ApiGateway.Watch;

/// <summary>Where a watch begins and what it tells of: the query, and the header of a reader that comes back.</summary>
internal static class WatchQuery
{
    public const string LastEventId = "Last-Event-ID";

    public static readonly QueryShape<WatchRequest> Shape = new(
        new QueryParameter<WatchRequest>(
            "from_revision",
            "The revision of the first change to send; 0, the default, begins with the next change.",
            Schemas.Integer(null, 0, long.MaxValue, "int64"),
            static (request, value) =>
            {
                var isRevision = RevisionText.TryParse(value, out var revision);
                request.FromRevision = revision;
                return isRevision ? null : RevisionText.Fault;
            }),
        Text<WatchRequest>("tenant_id", "Changes of this tenant's models.", static (request, value) => request.TenantId = value),
        Text<WatchRequest>("name", "Changes of models of exactly this name.", static (request, value) => request.Name = value),
        Texts<WatchRequest>("tags", "Changes of models that carry at least one of these.", static (request, value) => request.Tags.Add(value)),
        Texts<WatchRequest>(
            "kinds",
            "Changes of these kinds: created, updated, status_changed, tags_changed, metadata_changed, deleted.",
            static (request, value) => request.Kinds.Add(value)));

    /// <exception cref="RequestRefusedException">A parameter or the header is unknown, repeated or malformed.</exception>
    public static WatchRequest Read(HttpRequest http)
    {
        var request = Shape.Read(http.QueryString);

        // An EventSource that reconnects asks for the URL that it began with.
        request.FromRevision = http.Headers[LastEventId] switch
        {
            { Count: 0 } => request.FromRevision,
            [{ } text] when RevisionText.TryParse(text, out var last) && last < long.MaxValue => last + 1,
            _ => throw RequestRefusedException.Invalid(LastEventId, "must be the id of an event: a revision"),
        };
        return request;
    }
}
