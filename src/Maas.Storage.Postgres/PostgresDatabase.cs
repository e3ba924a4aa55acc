using System.Data.Common;
using Npgsql;

namespace Maas.Storage.Postgres;

// Where the database is, and connections to it: pooled ones for what is short, and ones of their own for what lasts.
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const string DefaultSchema = "maas";
    private const int DefaultPoolSize = 20;

    private readonly NpgsqlDataSource _pool;
    private readonly NpgsqlDataSource _lasting;

    public PostgresDatabase(PostgresAddress address)
    {
        var given = address.Settings;
        Name = address.ToString();
        Schema = new SchemaName(string.IsNullOrWhiteSpace(given.SearchPath) ? DefaultSchema : given.SearchPath.Trim());

        // Poolers before PgBouncer 1.21 hand a transaction to a session that has not prepared its statements.
        Prepares = !(IsGiven(given, "Max Auto Prepare") && given.MaxAutoPrepare == 0);
        var settings = new NpgsqlConnectionStringBuilder(given.ConnectionString)
        {
            // Statements name the schema. Nothing is prepared of itself: a listing is planned best for the values that it has.
            SearchPath = null,
            MaxAutoPrepare = 0,

            // Nothing is ever set on a session that outlasts its transaction.
            NoResetOnClose = true,
            ApplicationName = given.ApplicationName ?? "maas",
            MaxPoolSize = IsGiven(given, "Maximum Pool Size") ? given.MaxPoolSize : DefaultPoolSize,
        };
        if (settings.Host!.Contains(',', StringComparison.Ordinal) && !IsGiven(given, "Target Session Attributes"))
        {
            settings.TargetSessionAttributes = "read-write";
        }

        PoolSize = settings.MaxPoolSize;
        _pool = NpgsqlDataSource.Create(settings);
        _lasting = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, KeepAlive = 10 });
    }

    // For logs and messages: without user and password.
    public string Name { get; }

    public SchemaName Schema { get; }

    public bool Prepares { get; }

    public int PoolSize { get; }

    public ValueTask<NpgsqlConnection> OpenPooledAsync(CancellationToken cancellationToken) => _pool.OpenConnectionAsync(cancellationToken);

    public ValueTask<NpgsqlConnection> OpenLastingAsync(CancellationToken cancellationToken) => _lasting.OpenConnectionAsync(cancellationToken);

    // After a server has gone, its other connections are dead too.
    public void ForgetIdle() => _pool.Clear();

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        await _lasting.DisposeAsync();
    }

    private static bool IsGiven(NpgsqlConnectionStringBuilder settings, string keyword) =>
        new DbConnectionStringBuilder { ConnectionString = settings.ConnectionString }.ContainsKey(keyword);
}
