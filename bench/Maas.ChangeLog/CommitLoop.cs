using Maas.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.ChangeLog;

/// <summary>A loop of one durable commit for each model, straight into SQLite: the rows that the registry writes.</summary>
internal sealed class CommitLoop : IDisposable
{
    private const string Sql = """
        INSERT INTO models (
          id, tenant_id, owner_id, name, name_folded, version, framework, status, is_public, etag, created_at, updated_at, size, checksum,
          docker_image, storage_path, tags, metadata, description)
        VALUES (
          $id, 'acme', 'team-vision', $name, $name, '2.4.1', 'pytorch', 'pending', 0, $name, $time, $time, 102400000,
          'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', '', 'models/vision/resnet50/2.4.1',
          '["vision","production"]', '{"accuracy":"0.931","dataset":"imagenet-1k"}',
          'Classifies product photographs into the shop''s catalogue of categories.');
        INSERT INTO model_tags (tag, model) VALUES ('vision', last_insert_rowid());
        INSERT INTO model_tags (tag, model) SELECT 'production', seq FROM models WHERE id = $id;
        INSERT INTO changes (revision, time, tenant_id, actor, request_id, kind, model_id, model)
        VALUES ((SELECT newest + 1 FROM change_log), $time, 'acme', 'trusted', '', 'created', $id, $json);
        UPDATE change_log SET newest = newest + 1;
        """;

    private readonly SqliteConnection _connection;

    private CommitLoop(SqliteConnection connection) => _connection = connection;

    /// <summary>Prepares a database as the registry makes it.</summary>
    public static async Task<CommitLoop> OpenAsync(string folder)
    {
        await (await SqliteModelStore.OpenAsync(folder, TimeProvider.System, NullLogger<SqliteModelStore>.Instance, CancellationToken.None))
            .DisposeAsync();
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "maas.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384";
        command.ExecuteNonQuery();
        return new CommitLoop(connection);
    }

    /// <returns>Models a second.</returns>
    public double Run(int seconds)
    {
        using var insert = _connection.CreateCommand();
        insert.CommandText = Sql;
        foreach (var name in new[] { "$id", "$name", "$time", "$json" })
        {
            insert.Parameters.Add(new SqliteParameter(name, DBNull.Value));
        }

        var json = new string('x', 640);
        var start = TimeProvider.System.GetTimestamp();
        var count = 0;
        for (; TimeProvider.System.GetElapsedTime(start).TotalSeconds < seconds; count++)
        {
            var now = TimeProvider.System.GetUtcNow();
            var id = Guid.CreateVersion7(now);
            using var transaction = _connection.BeginTransaction();
            insert.Transaction = transaction;
            insert.Parameters[0].Value = id.ToByteArray(bigEndian: true);
            insert.Parameters[1].Value = id.ToString();
            insert.Parameters[2].Value = now.ToUnixTimeMilliseconds() * 1000;
            insert.Parameters[3].Value = json;
            insert.ExecuteNonQuery();
            transaction.Commit();
        }

        return count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _connection.Dispose();
}
