using Maas.Models;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Sqlite;

// The tables models and model_tags, for writing.
internal sealed class ModelRows(SqliteConnection connection) : IDisposable
{
    private readonly SqliteCommand _find = connection.Prepare(
        $"SELECT {ModelColumns.Select}, m.seq FROM models m WHERE m.id = $id AND m.deleted_at IS NULL", "$id");

    private readonly SqliteCommand _insert = connection.Prepare(
        """
        INSERT INTO models (
          id, tenant_id, owner_id, version, framework, created_at,
          name, name_folded, status, is_public, etag, updated_at, deleted_at, size, checksum, docker_image, storage_path, tags, metadata,
          description)
        VALUES (
          $id, $tenant_id, $owner_id, $version, $framework, $created_at,
          $name, $name_folded, $status, $is_public, $etag, $updated_at, $deleted_at, $size, $checksum, $docker_image, $storage_path, $tags,
          $metadata, $description)
        RETURNING seq
        """,
        ["$id", "$tenant_id", "$owner_id", "$version", "$framework", "$created_at", .. Changeable]);

    private readonly SqliteCommand _update = connection.Prepare(
        """
        UPDATE models SET
          name = $name, name_folded = $name_folded, status = $status, is_public = $is_public, etag = $etag, updated_at = $updated_at,
          deleted_at = $deleted_at, size = $size, checksum = $checksum, docker_image = $docker_image, storage_path = $storage_path,
          tags = $tags, metadata = $metadata, description = $description
        WHERE seq = $seq
        """,
        ["$seq", .. Changeable]);

    private readonly SqliteCommand _insertTag = connection.Prepare(
        "INSERT INTO model_tags (tag, model) VALUES ($tag, $seq)", "$tag", "$seq");

    private readonly SqliteCommand _deleteTag = connection.Prepare(
        "DELETE FROM model_tags WHERE tag = $tag AND model = $seq", "$tag", "$seq");

    private static ReadOnlySpan<string> Changeable => new[]
    {
        "$name", "$name_folded", "$status", "$is_public", "$etag", "$updated_at", "$deleted_at", "$size", "$checksum",
        "$docker_image", "$storage_path", "$tags", "$metadata", "$description",
    };

    // A live model and its row's number.
    public (RegisteredModel Model, long Row)? Find(ModelId id)
    {
        using var row = _find.With(ModelColumns.Key(id)).ExecuteReader();
        return row.Read() ? (ModelColumns.Read(row), row.GetInt64(ModelColumns.Count)) : null;
    }

    public void Insert(RegisteredModel model)
    {
        var row = Unique(model, () => (long)_insert.With(
            [
                ModelColumns.Key(model.Id), model.TenantId, model.OwnerId, model.Version, model.Framework,
                Microseconds.SinceEpoch(model.CreatedAt), .. Values(model),
            ]).ExecuteScalar()!);
        Each(_insertTag, model.Tags, row);
    }

    public void Update(long row, RegisteredModel before, RegisteredModel after)
    {
        Unique(after, () => _update.With([row, .. Values(after)]).ExecuteNonQuery());
        var tags = after.DeletedAt is null ? after.Tags : [];
        Each(_deleteTag, before.Tags.Except(tags, StringComparer.Ordinal), row);
        Each(_insertTag, tags.Except(before.Tags, StringComparer.Ordinal), row);
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _insertTag.Dispose();
        _deleteTag.Dispose();
    }

    private static void Each(SqliteCommand command, IEnumerable<string> tags, long row)
    {
        foreach (var tag in tags)
        {
            command.With(tag, row).ExecuteNonQuery();
        }
    }

    // The only other unique columns are random ids and row numbers.
    private static T Unique<T>(RegisteredModel model, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (SqliteException error) when (error.SqliteExtendedErrorCode == SqliteErrorCodes.UniqueConstraint)
        {
            throw RegistryException.ModelAlreadyExists(model);
        }
    }

    private static object?[] Values(RegisteredModel model) =>
    [
        model.Name,
        CaseFolding.Fold(model.Name),
        model.Status.WireName,
        model.IsPublic ? 1L : 0L,
        model.Etag,
        Microseconds.SinceEpoch(model.UpdatedAt),
        model.DeletedAt is { } deletedAt ? Microseconds.SinceEpoch(deletedAt) : null,
        model.Size,
        model.Checksum,
        model.DockerImage,
        model.StoragePath,
        ModelColumns.WriteTags(model.Tags),
        ModelColumns.WriteMetadata(model.Metadata),
        model.Description,
    ];
}
