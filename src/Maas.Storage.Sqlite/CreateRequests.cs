using Maas.Models;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Sqlite;

// What creates with a request id gave at first, for as long as it is kept.
internal sealed class CreateRequests(SqliteConnection connection) : IDisposable
{
    // Enough to keep up with any number of creates, and never a long pause.
    private const int PurgedAtOnce = 100;

    private readonly SqliteCommand _find = connection.Prepare(
        "SELECT fingerprint, model FROM create_requests WHERE scope = $scope AND request_id = $request AND expires_at > $now",
        "$scope",
        "$request",
        "$now");

    private readonly SqliteCommand _keep = connection.Prepare(
        """
        INSERT INTO create_requests (scope, request_id, fingerprint, expires_at, model)
        VALUES ($scope, $request, $fingerprint, $expires, $model)
        """,
        "$scope",
        "$request",
        "$fingerprint",
        "$expires",
        "$model");

    private readonly SqliteCommand _purge = connection.Prepare(
        $"""
        DELETE FROM create_requests WHERE (scope = $scope AND request_id = $request AND expires_at <= $now)
        OR rowid IN (SELECT rowid FROM create_requests WHERE expires_at <= $now LIMIT {PurgedAtOnce})
        """,
        "$scope",
        "$request",
        "$now");

    // The first result, or null when the request is new.
    public RegisteredModel? Find(IdempotencyKey key, DateTimeOffset now)
    {
        using var row = _find.With(key.Scope, key.RequestId, Microseconds.SinceEpoch(now)).ExecuteReader();
        if (!row.Read())
        {
            return null;
        }

        return row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(key.Fingerprint.AsSpan())
            ? ModelJson.Read(row.GetString(1))
            : throw RegistryException.RequestIdReused();
    }

    public void Keep(IdempotencyKey key, string model, DateTimeOffset now)
    {
        _purge.With(key.Scope, key.RequestId, Microseconds.SinceEpoch(now)).ExecuteNonQuery();
        _keep.With(key.Scope, key.RequestId, key.Fingerprint.ToArray(), Microseconds.SinceEpoch(now + key.Window), model)
            .ExecuteNonQuery();
    }

    public void Dispose()
    {
        _find.Dispose();
        _keep.Dispose();
        _purge.Dispose();
    }
}
