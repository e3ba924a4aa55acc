using Maas.Models;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Sqlite;

// The statements of one listing. Values go in as parameters only.
internal sealed class ListSql
{
    // Up to this many matches of a tag are looked up and sorted; of a more frequent one, the models are walked from the
    // newest on, until enough of them have it.
    private const int RareTag = 1_000;

    private const string Tagged = "SELECT model FROM model_tags WHERE tag IN (SELECT value FROM json_each($tags))";

    private readonly ModelListing _listing;
    private readonly List<string> _conditions = ["m.deleted_at IS NULL"];
    private readonly List<(string Name, object Value)> _parameters = [];

    public ListSql(ModelListing listing)
    {
        _listing = listing;
        var filter = listing.Filter;
        When(filter.TenantId.Length > 0, "m.tenant_id = $tenant", "$tenant", filter.TenantId);
        When(filter.OwnerId.Length > 0, "m.owner_id = $owner", "$owner", filter.OwnerId);
        When(filter.Framework.Length > 0, "m.framework = $framework", "$framework", filter.Framework);
        When(filter.Status is not null, "m.status = $status", "$status", filter.Status?.WireName ?? "");
        When(filter.FoldedName.Length > 0, "instr(m.name_folded, $name) > 0", "$name", filter.FoldedName);
        if (filter.PublicOnly)
        {
            // A literal, so that the index of public models is seen to fit.
            _conditions.Add("m.is_public = 1");
        }

        if (HasTags)
        {
            _parameters.Add(("$tags", ModelColumns.WriteTags(filter.Tags)));
        }
    }

    public bool HasTags => !_listing.Filter.Tags.IsEmpty;

    public SqliteCommand TagsAreRare(SqliteConnection connection) => Command(
        connection, $"SELECT count(*) <= {RareTag} FROM ({Tagged} LIMIT {RareTag + 1})", [("$tags", ModelColumns.WriteTags(_listing.Filter.Tags))]);

    public SqliteCommand Count(SqliteConnection connection) => Command(
        connection, $"SELECT count(*) FROM models m WHERE {Where(HasTags ? [$"m.seq IN ({Tagged})"] : [])}", _parameters);

    // First which rows, from the index alone where it can be, then the rows themselves: what is skipped or sorted is small.
    public SqliteCommand Page(SqliteConnection connection, bool tagsAreRare)
    {
        var which = $"""
            SELECT m.seq, m.created_at, m.id
            FROM models m
            WHERE {Where([.. TagCondition(tagsAreRare), .. AfterCondition()])}
            ORDER BY m.created_at DESC, m.id DESC
            LIMIT $take OFFSET $skip
            """;
        return Command(
            connection,
            $"""
            SELECT {ModelColumns.Select}
            FROM ({which}) page JOIN models m ON m.seq = page.seq
            ORDER BY page.created_at DESC, page.id DESC
            """,
            [.. _parameters, .. AfterParameters(), ("$take", _listing.Take), ("$skip", _listing.Skip)]);
    }

    private string[] TagCondition(bool tagsAreRare) => (HasTags, tagsAreRare) switch
    {
        (false, _) => [],
        (true, true) => [$"m.seq IN ({Tagged})"],
        (true, false) =>
            ["EXISTS (SELECT 1 FROM model_tags t WHERE t.model = m.seq AND t.tag IN (SELECT value FROM json_each($tags)))"],
    };

    private string[] AfterCondition() => _listing.After is null ? [] : ["(m.created_at, m.id) < ($created_at, $id)"];

    private (string, object)[] AfterParameters() => _listing.After is not { } after
        ? []
        : [("$created_at", Microseconds.SinceEpoch(after.CreatedAt)), ("$id", ModelColumns.Key(after.Id))];

    private string Where(string[] more) => string.Join(" AND ", [.. _conditions, .. more]);

    private void When(bool isWanted, string condition, string parameter, object value)
    {
        if (isWanted)
        {
            _conditions.Add(condition);
            _parameters.Add((parameter, value));
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, IEnumerable<(string Name, object Value)> parameters)
    {
        var command = connection.Prepare(sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
