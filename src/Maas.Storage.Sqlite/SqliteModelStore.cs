using System.Security.Cryptography;
using Maas.Models;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Maas.Storage.Sqlite;

/// <summary>
/// Keeps models in an SQLite database, <c>maas.db</c> in a data folder that one process at a time holds. What was
/// acknowledged survives the end of the process and the loss of power.
/// </summary>
/// <remarks>
/// Mutations that come together share one durable commit; reads wait for nobody. A database error during a commit that
/// the disk reports late (a failed fsync) is answered as unavailable like any other.
/// </remarks>
public sealed class SqliteModelStore : IModelStore
{
    private const int KeyLength = 32;

    // Changes of a step of a compaction: other mutations wait for one step at most.
    private const int CompactedAtOnce = 1_000;

    private readonly DataFolder _folder;
    private readonly WriteQueue _writes;
    private readonly ReaderPool _readers;
    private readonly ReadQueue _slowReads;
    private readonly RevisionSignal _revisions = new();
    private readonly ILogger _logger;
    private readonly byte[] _pageTokenKey;
    private int _isDisposed;

    private SqliteModelStore(DataFolder folder, DatabaseFile file, TimeProvider clock, SqliteStoreOptions options, ILogger logger)
    {
        _folder = folder;
        _logger = logger;
        _pageTokenKey = Prepare(file, logger);
        _readers = new ReaderPool(file, logger);
        _revisions.Advance(_readers.Read(0, static (reader, _) => reader.Newest(), CancellationToken.None));
        _writes = new WriteQueue(() => ModelWriter.Open(file, clock, logger), _revisions.Advance, options, logger);
        _slowReads = new ReadQueue();
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PageTokenKey => _pageTokenKey;

    /// <inheritdoc/>
    public long NewestRevision => _revisions.Newest;

    /// <summary>Opens the store, and makes the folder and the database where there are none yet.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="clock">Gives the time of changes.</param>
    /// <param name="logger">Event ids from 2500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The store, to be disposed of at the end.</returns>
    /// <exception cref="StoreUnavailableException">
    /// The folder cannot be written, another process holds it, or the database is damaged, of another program or of a newer
    /// version.
    /// </exception>
    public static Task<SqliteModelStore> OpenAsync(
        string folder, TimeProvider clock, ILogger<SqliteModelStore> logger, CancellationToken cancellationToken) =>
        OpenAsync(folder, clock, new SqliteStoreOptions(), logger, cancellationToken);

    /// <summary>Opens the store with options of its own.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="clock">Gives the time of changes.</param>
    /// <param name="options">How it trades memory and waiting for speed.</param>
    /// <param name="logger">Event ids from 2500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The store, to be disposed of at the end.</returns>
    /// <exception cref="StoreUnavailableException">As for the other overload.</exception>
    public static Task<SqliteModelStore> OpenAsync(
        string folder, TimeProvider clock, SqliteStoreOptions options, ILogger<SqliteModelStore> logger, CancellationToken cancellationToken) =>
        Task.Run(() => Open(DataFolder.Open(folder), clock, options, logger), cancellationToken);

    /// <summary>Opens the store in a file of any name; its lock file, of the same name with <c>.lock</c>, lies beside it.</summary>
    /// <param name="file">The database file; its folder is made where there is none.</param>
    /// <param name="clock">Gives the time of changes.</param>
    /// <param name="logger">Event ids from 2500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The store, to be disposed of at the end.</returns>
    /// <exception cref="StoreUnavailableException">As for the other methods.</exception>
    public static Task<SqliteModelStore> OpenFileAsync(
        string file, TimeProvider clock, ILogger<SqliteModelStore> logger, CancellationToken cancellationToken) =>
        Task.Run(() => Open(DataFolder.OpenFile(file), clock, new SqliteStoreOptions(), logger), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AtRevision<RegisteredModel?>> FindAsync(ModelId id, CancellationToken cancellationToken) =>
        ReadAtOnce(id, static (reader, id) => reader.Find(id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ModelListingResult> ListAsync(ModelListing listing, CancellationToken cancellationToken) =>
        ReadInTurn(reader => reader.List(listing), cancellationToken);

    /// <inheritdoc/>
    public Task<AtRevision<RegisteredModel>> CreateAsync(
        Caller caller, IdempotencyKey? key, Func<DateTimeOffset, RegisteredModel> make, CancellationToken cancellationToken) =>
        _writes.DoAsync(writer => writer.Create(caller, key, make), cancellationToken);

    /// <inheritdoc/>
    public Task<AtRevision<RegisteredModel?>> ChangeAsync(
        Caller caller,
        ChangeKind kind,
        ModelId id,
        Func<RegisteredModel, DateTimeOffset, RegisteredModel> change,
        CancellationToken cancellationToken) =>
        _writes.DoAsync(writer => writer.Change(caller, kind, id, change), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ChangePage> ReadChangesAsync(long afterRevision, int limit, CancellationToken cancellationToken) =>
        ReadInTurn(reader => reader.Changes(afterRevision, limit), cancellationToken);

    /// <inheritdoc/>
    public Task WaitForChangeAsync(long afterRevision, CancellationToken cancellationToken) =>
        _revisions.WaitAsync(afterRevision, cancellationToken);

    /// <inheritdoc/>
    public async Task<long> CompactAsync(long revision, CancellationToken cancellationToken)
    {
        var oldest = 0L;
        while (true)
        {
            var next = await _writes.DoAsync(writer => writer.Compact(revision, CompactedAtOnce), cancellationToken);
            if (next == oldest || next >= revision)
            {
                return next;
            }

            oldest = next;
        }
    }

    /// <inheritdoc/>
    public ValueTask<LogSnapshotPage> ReadSnapshotAsync(ModelId? after, int limit, CancellationToken cancellationToken) =>
        ReadInTurn(reader => reader.Snapshot(after, limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask CheckAsync(CancellationToken cancellationToken) =>
        await ReadAtOnce(
            0,
            static (reader, _) =>
            {
                reader.Check();
                return true;
            },
            cancellationToken);

    /// <summary>
    /// Ends the reads that are queued or running as unavailable, makes the mutations that are queued, merges the log into the
    /// database file and lets go of the folder.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        // The writer last: whoever closes last merges the log.
        await _slowReads.DisposeAsync();
        _readers.Dispose();
        try
        {
            await _writes.DisposeAsync();
        }
        finally
        {
            _folder.Dispose();
        }

        _logger.StoreClosed(_folder.DatabasePath);
    }

    private static SqliteModelStore Open(DataFolder folder, TimeProvider clock, SqliteStoreOptions options, ILogger logger)
    {
        try
        {
            var file = new DatabaseFile(folder.DatabasePath, options);
            return new SqliteModelStore(folder, file, clock, options, logger);
        }
        catch (SqliteException error)
        {
            folder.Dispose();
            throw new StoreUnavailableException(Explain(folder.DatabasePath, error), error);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static byte[] Prepare(DatabaseFile file, ILogger logger)
    {
        var schema = new Schema(StoreMigrations.All, logger);
        using var connection = file.OpenWriter();
        schema.Check(connection, file.Path);
        DatabaseFile.PrepareForWriting(connection);
        schema.Migrate(connection);
        logger.StoreOpened(file.Path, schema.Newest);
        return ReadOrMakeKey(connection);
    }

    private static byte[] ReadOrMakeKey(SqliteConnection connection)
    {
        using var make = connection.Prepare("INSERT INTO secrets (name, value) VALUES ('page_token', $value) ON CONFLICT DO NOTHING", "$value");
        make.With(RandomNumberGenerator.GetBytes(KeyLength)).ExecuteNonQuery();
        return connection.Scalar<byte[]>("SELECT value FROM secrets WHERE name = 'page_token'");
    }

    private static string Explain(string path, SqliteException error) => error.SqliteErrorCode switch
    {
        SqliteErrorCodes.NotADatabase => $"The file '{path}' is not a database.",
        SqliteErrorCodes.Busy or SqliteErrorCodes.Locked => $"The database '{path}' is locked by another program.",
        SqliteErrorCodes.ReadOnly => $"The database '{path}' cannot be written.",
        SqliteErrorCodes.Full => $"There is no room on the disk for the database '{path}'.",
        _ => $"The database '{path}' cannot be opened: {error.Message}",
    };

    // What reads a few rows by their key takes microseconds: less than to wait for a turn. The check is one of these, and a
    // registry that is busy listing must not look dead.
    private ValueTask<T> ReadAtOnce<TArgs, T>(TArgs args, Func<ModelReader, TArgs, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return new ValueTask<T>(_readers.Read(args, read, cancellationToken));
        }
        catch (RegistryException error)
        {
            return ValueTask.FromException<T>(error);
        }
        catch (OperationCanceledException)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }
    }

    private ValueTask<T> ReadInTurn<T>(Func<ModelReader, T> read, CancellationToken cancellationToken) => new(
        _slowReads.DoAsync(token => _readers.Read(read, static (reader, read) => read(reader), token), cancellationToken));
}
