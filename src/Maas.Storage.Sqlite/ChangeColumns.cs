using Maas.Models;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Sqlite;

// How a change lies in a row of the tables changes and change_snapshot.
internal static class ChangeColumns
{
    public const string All = $"revision, {Others}";
    public const string Others = "time, tenant_id, actor, request_id, idempotency_id, kind, prior, model_id, model";

    public static ModelChange Read(SqliteDataReader row) => new()
    {
        Revision = row.GetInt64(0),
        Time = Microseconds.FromEpoch(row.GetInt64(1)),
        Actor = row.GetString(3),
        RequestId = row.GetString(4),
        IdempotencyId = row.GetString(5),
        Kind = ChangeKindNames.Parse(row.GetString(6)),
        Prior = row.IsDBNull(7) ? null : PriorFieldsJson.Read(row.GetString(7)),
        Model = ModelJson.Read(row.GetString(9)),
    };
}
