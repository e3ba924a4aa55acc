using System.Security.Cryptography;
using Maas.Models;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Maas.Storage.Postgres;

/// <summary>
/// Keeps models in a PostgreSQL database, which any number of replicas share. What was acknowledged is durable as the server makes it.
/// </summary>
/// <remarks>
/// <para>Mutations that come together share one durable commit. Over all replicas one transaction writes at a time: each begins by
/// locking the change log's counter, so that revisions have no gap and the order of the commits.</para>
/// <para>Reads go to the database itself: each sees what any replica had acknowledged before it. A transaction whose connection is lost
/// before its commit is made again on another; one that was lost during its commit is looked for, and made again where it is not
/// there.</para>
/// </remarks>
public sealed class PostgresModelStore : IModelStore
{
    private const int KeyLength = 32;

    private readonly PostgresDatabase _database;
    private readonly ModelReader _reader;
    private readonly WriteQueue _writes;
    private readonly ChangeListener _listener;
    private readonly Compaction _compaction;
    private readonly ILogger _logger;
    private readonly RevisionSignal _revisions = new();
    private readonly byte[] _pageTokenKey;
    private int _isDisposed;

    private PostgresModelStore(
        PostgresDatabase database, byte[] pageTokenKey, long newest, TimeProvider clock, PostgresStoreOptions options, ILogger logger)
    {
        _database = database;
        _pageTokenKey = pageTokenKey;
        _logger = logger;
        _revisions.Advance(newest);
        _reader = new ModelReader(database, _revisions, logger);
        _compaction = new Compaction(database.Schema);
        _listener = new ChangeListener(database, _reader.NewestAsync, _revisions, logger);
        var statements = new WriteStatements(database.Schema);
        _writes = new WriteQueue(OpenAsync, new CommitDoubt(database, options), _revisions.Advance, options, clock, logger);

        async Task<WriteTransaction> OpenAsync() =>
            new(await database.OpenLastingAsync(CancellationToken.None), database.Schema, statements, database.Prepares);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PageTokenKey => _pageTokenKey;

    /// <inheritdoc/>
    public long NewestRevision => _revisions.Newest;

    /// <summary>Opens the store, and makes its schema and tables where there are none yet; several replicas may do so at once.</summary>
    /// <param name="address">
    /// Where the database is, as <see cref="PostgresAddress.Parse"/> reads it. <c>Search Path</c> names the schema, <c>maas</c> by default; <c>Max Auto Prepare</c> tells
    /// whether statements are prepared: 0 is never, otherwise they are, and unless it is given, where no pooler stands between; <c>Maximum Pool Size</c> is 20 by default, and two connections more last.
    /// </param>
    /// <param name="clock">Gives the time of changes.</param>
    /// <param name="options">How it trades memory and waiting for speed.</param>
    /// <param name="logger">Event ids from 2550.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The store, to be disposed of at the end.</returns>
    /// <exception cref="StoreUnavailableException">
    /// The address is none, or the database cannot be reached, can only be read, lacks rights, is of another encoding or of a newer
    /// version, or has a schema of that name that is another program's.
    /// </exception>
    public static async Task<PostgresModelStore> OpenAsync(
        string address, TimeProvider clock, PostgresStoreOptions options, ILogger<PostgresModelStore> logger, CancellationToken cancellationToken)
    {
        var database = new PostgresDatabase(Read(address));
        try
        {
            var (key, newest) = await PrepareAsync(database, logger, cancellationToken);
            return new PostgresModelStore(database, key, newest, clock, options, logger);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
        {
            await database.DisposeAsync();
            throw OpeningFault.Explain(database.Name, error);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<AtRevision<RegisteredModel?>> FindAsync(ModelId id, CancellationToken cancellationToken) =>
        _reader.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ModelListingResult> ListAsync(ModelListing listing, CancellationToken cancellationToken) =>
        _reader.ListAsync(listing, cancellationToken);

    /// <inheritdoc/>
    public async Task<AtRevision<RegisteredModel>> CreateAsync(
        Caller caller, IdempotencyKey? key, Func<DateTimeOffset, RegisteredModel> make, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _writes.DoAsync(new CreateMutation(caller, key, make, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<AtRevision<RegisteredModel?>> ChangeAsync(
        Caller caller,
        ChangeKind kind,
        ModelId id,
        Func<RegisteredModel, DateTimeOffset, RegisteredModel> change,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _writes.DoAsync(new ChangeMutation(caller, kind, id, change, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ChangePage> ReadChangesAsync(long afterRevision, int limit, CancellationToken cancellationToken) =>
        _reader.ReadChangesAsync(afterRevision, limit, cancellationToken);

    /// <inheritdoc/>
    public Task WaitForChangeAsync(long afterRevision, CancellationToken cancellationToken) =>
        _listener.WaitAsync(afterRevision, cancellationToken);

    /// <inheritdoc/>
    public async Task<long> CompactAsync(long revision, CancellationToken cancellationToken)
    {
        var oldest = 0L;
        while (true)
        {
            // A step that was lost in its commit and is made again finds itself done.
            var next = await _reader.ReadAsync((connection, token) => _compaction.DoAsync(connection, revision, token), cancellationToken);
            if (next == oldest || next >= revision)
            {
                return next;
            }

            oldest = next;
        }
    }

    /// <inheritdoc/>
    public ValueTask<LogSnapshotPage> ReadSnapshotAsync(ModelId? after, int limit, CancellationToken cancellationToken) =>
        _reader.ReadSnapshotAsync(after, limit, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask CheckAsync(CancellationToken cancellationToken) => await _reader.NewestAsync(cancellationToken);

    /// <summary>Ends the reads that are under way as unavailable, makes the mutations that are queued, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        await _listener.DisposeAsync();
        await _reader.DisposeAsync();
        await _writes.DisposeAsync();
        await _database.DisposeAsync();
        _logger.StoreClosed(_database.Name);
    }

    private static PostgresAddress Read(string address)
    {
        try
        {
            return PostgresAddress.Parse(address);
        }
        catch (FormatException error)
        {
            throw new StoreUnavailableException($"The database's address {error.Message}.", error);
        }
    }

    private static async Task<(byte[] Key, long Newest)> PrepareAsync(
        PostgresDatabase database, ILogger logger, CancellationToken cancellationToken)
    {
        var schema = new Schema(StoreMigrations.All, database.Schema, database.Name, logger);
        await using var connection = await database.OpenLastingAsync(cancellationToken);
        await schema.CheckAsync(connection, cancellationToken);
        await database.LookForPoolerAsync(connection, cancellationToken);
        await schema.MigrateAsync(connection, cancellationToken);
        logger.StoreOpened(database.Name, database.Schema.Name, schema.Newest);
        var newest = await connection.ScalarAsync<long>($"SELECT newest FROM {database.Schema}.change_log", cancellationToken);
        return (await ReadOrMakeKeyAsync(connection, database.Schema, cancellationToken), newest);
    }

    private static async Task<byte[]> ReadOrMakeKeyAsync(NpgsqlConnection connection, SchemaName schema, CancellationToken cancellationToken)
    {
        await using var make = connection.CreateCommand().With(
            $"INSERT INTO {schema}.secrets (name, value) VALUES ('page_token', $1) ON CONFLICT DO NOTHING", RandomNumberGenerator.GetBytes(KeyLength));
        await make.ExecuteNonQueryAsync(cancellationToken);
        return await connection.ScalarAsync<byte[]>($"SELECT value FROM {schema}.secrets WHERE name = 'page_token'", cancellationToken);
    }
}
