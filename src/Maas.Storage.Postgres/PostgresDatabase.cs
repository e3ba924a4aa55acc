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
    private readonly bool? _mayPrepare;

    public PostgresDatabase(PostgresAddress address)
    {
        var given = address.Settings;
        Name = address.ToString();
        Schema = new SchemaName(string.IsNullOrWhiteSpace(given.SearchPath) ? DefaultSchema : given.SearchPath.Trim());

        _mayPrepare = IsGiven(given, "Max Auto Prepare") ? given.MaxAutoPrepare > 0 : null;
        Prepares = _mayPrepare ?? true;
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

    public bool Prepares { get; private set; }

    public int PoolSize { get; }

    // A pooler may hand a transaction to a session that has not prepared its statements, as PgBouncer does before 1.21 and by default
    // some time after: through one nothing is prepared unless Max Auto Prepare says so.
    public async Task LookForPoolerAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        Prepares = _mayPrepare ?? !await connection.IsSharedAsync(cancellationToken);

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
