using Maas.Models;

namespace Maas.Storage.Postgres;

// The statement of one listing: revision, count and page, and so all of one view of the data. Values go in as parameters only.
internal sealed class ListSql
{
    private readonly List<string> _conditions = ["m.deleted_at IS NULL"];
    private readonly List<object> _values = [];

    public ListSql(SchemaName schema, ModelListing listing)
    {
        var filter = listing.Filter;
        When(filter.TenantId.Length > 0, "m.tenant_id = {0}", filter.TenantId);
        When(filter.OwnerId.Length > 0, "m.owner_id = {0}", filter.OwnerId);
        When(filter.Framework.Length > 0, "m.framework = {0}", filter.Framework);
        When(filter.Status is not null, "m.status = {0}", filter.Status?.WireName ?? "");
        When(filter.FoldedName.Length > 0, "strpos(m.name_folded, {0}) > 0", filter.FoldedName);
        When(!filter.Tags.IsEmpty, "m.tags && {0}", filter.Tags.ToArray());
        if (filter.PublicOnly)
        {
            // Not a parameter, so that the index of public models is seen to fit.
            _conditions.Add("m.is_public");
        }

        var all = Where();
        if (listing.After is { } after)
        {
            _conditions.Add($"(m.created_at, m.id) < ({Parameter(after.CreatedAt)}, {Parameter(after.Id.Value)})");
        }

        Text = $"""
            SELECT {ModelColumns.Select},
              (SELECT newest FROM {schema}.change_log),
              {(listing.Count ? $"(SELECT count(*) FROM {schema}.models m WHERE {all})" : "0::bigint")}
            FROM (SELECT 1) one LEFT JOIN (
              SELECT * FROM {schema}.models m
              WHERE {Where()}
              ORDER BY m.created_at DESC, m.id DESC
              LIMIT {Parameter((long)listing.Take)} OFFSET {Parameter(listing.Skip)}
            ) m ON true
            ORDER BY m.created_at DESC, m.id DESC
            """;
    }

    public string Text { get; }

    public IReadOnlyList<object> Values => _values;

    private string Where() => string.Join(" AND ", _conditions);

    private void When(bool isWanted, string condition, object value)
    {
        if (isWanted)
        {
            _conditions.Add(string.Format(null, condition, Parameter(value)));
        }
    }

    private string Parameter(object value)
    {
        _values.Add(value);
        return string.Create(null, $"${_values.Count}");
    }
}
