using System.Collections.Immutable;
using System.Text.Json;
using Maas.Models;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Sqlite;

// How a model lies in a row of the table models.
internal static class ModelColumns
{
    public const string Select =
        "m.id, m.tenant_id, m.owner_id, m.name, m.version, m.framework, m.status, m.is_public, m.etag, m.created_at, "
        + "m.updated_at, m.size, m.checksum, m.docker_image, m.storage_path, m.tags, m.metadata, m.description";

    public const int Count = 18;

    public static RegisteredModel Read(SqliteDataReader row) => new()
    {
        Id = new ModelId(new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true)),
        TenantId = row.GetString(1),
        OwnerId = row.GetString(2),
        Name = row.GetString(3),
        Version = row.GetString(4),
        Framework = row.GetString(5),
        Status = ModelStatusNames.Parse(row.GetString(6)),
        IsPublic = row.GetInt64(7) != 0,
        Etag = row.GetString(8),
        CreatedAt = Microseconds.FromEpoch(row.GetInt64(9)),
        UpdatedAt = Microseconds.FromEpoch(row.GetInt64(10)),
        Size = row.GetInt64(11),
        Checksum = row.GetString(12),
        DockerImage = row.GetString(13),
        StoragePath = row.GetString(14),
        Tags = ReadTags(row.GetString(15)),
        Metadata = ReadMetadata(row.GetString(16)),
        Description = row.GetString(17),
    };

    public static byte[] Key(ModelId id) => id.Value.ToByteArray(bigEndian: true);

    public static string WriteTags(ImmutableArray<string> tags) => JsonSerializer.Serialize(tags, ColumnJson.Default.ImmutableArrayString);

    public static string WriteMetadata(ImmutableSortedDictionary<string, string> metadata) =>
        JsonSerializer.Serialize(metadata, ColumnJson.Default.IReadOnlyDictionaryStringString);

    private static ImmutableArray<string> ReadTags(string json) =>
        json == "[]" ? [] : JsonSerializer.Deserialize(json, ColumnJson.Default.ImmutableArrayString);

    private static ImmutableSortedDictionary<string, string> ReadMetadata(string json) => json == "{}"
        ? RegisteredModel.NoMetadata
        : JsonSerializer.Deserialize(json, ColumnJson.Default.IReadOnlyDictionaryStringString)!
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
}
