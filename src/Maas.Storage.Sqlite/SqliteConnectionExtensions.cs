using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Sqlite;

internal static class SqliteConnectionExtensions
{
    // What is made of a connection owns it; where that fails nobody does, and it is closed here.
    public static T HandOver<T>(this SqliteConnection connection, Func<SqliteConnection, T> make)
    {
        try
        {
            return make(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = "Every caller passes text of ours.")]
    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Every caller passes text of ours.")]
    public static T Scalar<T>(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }

    // A statement that is compiled once, with its parameters to be set before each run.
    [SuppressMessage("Security", "CA2100", Justification = "Every caller passes text of ours.")]
    public static SqliteCommand Prepare(this SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter(parameter, DBNull.Value));
        }

        command.Prepare();
        return command;
    }

    // In the order in which the parameters were named.
    public static SqliteCommand With(this SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
