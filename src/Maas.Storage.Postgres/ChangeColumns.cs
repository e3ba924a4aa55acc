using Maas.Models;
using Npgsql;

namespace Maas.Storage.Postgres;

// How a change lies in a row of the tables changes and change_snapshot.
internal static class ChangeColumns
{
    public const string All = "revision, time, tenant_id, actor, request_id, idempotency_id, kind, prior, model_id, model";

    // From the column of that number on.
    public static ModelChange Read(NpgsqlDataReader row, int first) => new()
    {
        Revision = row.GetInt64(first),
        Time = row.GetFieldValue<DateTimeOffset>(first + 1),
        Actor = row.GetString(first + 3),
        RequestId = row.GetString(first + 4),
        IdempotencyId = row.GetString(first + 5),
        Kind = ChangeKindNames.Parse(row.GetString(first + 6)),
        Prior = row.IsDBNull(first + 7) ? null : PriorFieldsJson.Read(row.GetString(first + 7)),
        Model = ModelJson.Read(row.GetString(first + 9)),
    };
}
