using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Maas.Models;
using Npgsql;

namespace Maas.Storage.Postgres;

// How a model lies in a row of the table models.
internal static class ModelColumns
{
    public const string Select =
        "m.id, m.tenant_id, m.owner_id, m.name, m.version, m.framework, m.status, m.is_public, m.etag, m.created_at, "
        + "m.updated_at, m.size, m.checksum, m.docker_image, m.storage_path, m.tags, m.metadata, m.description";

    public const int Count = 18;

    public static RegisteredModel Read(NpgsqlDataReader row) => new()
    {
        Id = new ModelId(row.GetGuid(0)),
        TenantId = row.GetString(1),
        OwnerId = row.GetString(2),
        Name = row.GetString(3),
        Version = row.GetString(4),
        Framework = row.GetString(5),
        Status = ModelStatusNames.Parse(row.GetString(6)),
        IsPublic = row.GetBoolean(7),
        Etag = row.GetString(8),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(9),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(10),
        Size = row.GetInt64(11),
        Checksum = row.GetString(12),
        DockerImage = row.GetString(13),
        StoragePath = row.GetString(14),
        Tags = ImmutableArray.Create(row.GetFieldValue<string[]>(15)),
        Metadata = ReadMetadata(row.GetString(16)),
        Description = row.GetString(17),
    };

    // As an array literal: unnest takes arrays of arrays apart to the last item.
    // https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
    public static string WriteTags(ImmutableArray<string> tags)
    {
        if (tags.IsEmpty)
        {
            return "{}";
        }

        var text = new StringBuilder("{");
        foreach (var tag in tags)
        {
            text.Append(text.Length > 1 ? ",\"" : "\"").Append(tag.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.Append('}').ToString();
    }

    public static string WriteMetadata(ImmutableSortedDictionary<string, string> metadata) =>
        metadata.IsEmpty ? "{}" : JsonSerializer.Serialize(metadata, ColumnJson.Default.IReadOnlyDictionaryStringString);

    private static ImmutableSortedDictionary<string, string> ReadMetadata(string json) => json == "{}"
        ? RegisteredModel.NoMetadata
        : JsonSerializer.Deserialize(json, ColumnJson.Default.IReadOnlyDictionaryStringString)!
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
}
