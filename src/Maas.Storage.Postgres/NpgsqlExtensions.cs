using System.Diagnostics.CodeAnalysis;
using Npgsql;
using NpgsqlTypes;

namespace Maas.Storage.Postgres;

[SuppressMessage("Security", "CA2100", Justification = "Every caller passes text of ours.")]
internal static class NpgsqlExtensions
{
    public static NpgsqlCommand With(this NpgsqlCommand command, string sql, params ReadOnlySpan<object> values)
    {
        command.CommandText = sql;
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand().With(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<T> ScalarAsync<T>(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand().With(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // Whether a pooler stands between: it gives its own ids, so that it can pass on what cancels by them.
    // https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP, BackendKeyData
    public static async Task<bool> IsSharedAsync(this NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.ScalarAsync<int>("SELECT pg_backend_pid()", cancellationToken) != connection.ProcessID;

    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    // One value of each item, as an array. The type is named: without it an array of nulls has none.
    public static NpgsqlParameter Column<TItem, TValue>(this IReadOnlyList<TItem> items, NpgsqlDbType type, Func<TItem, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(items[i]);
        }

        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
