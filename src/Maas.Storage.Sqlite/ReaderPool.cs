using System.Collections.Concurrent;
using Maas.Models;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Maas.Storage.Sqlite;

// Connections for reading: as many as there are readers at once, of which some are kept for the next. Readers see what was
// committed when they begin, and neither wait for the writer nor make it wait.
internal sealed class ReaderPool(DatabaseFile file, ILogger logger) : IDisposable
{
    private readonly ConcurrentBag<ModelReader> _idle = [];

    // The bag counts its items by locking every thread's share of it.
    private int _idleCount;
    private volatile bool _isDisposed;

    public static int MostIdle { get; } = 2 * Environment.ProcessorCount;

    public T Read<TArgs, T>(TArgs args, Func<ModelReader, TArgs, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Use(Take(), args, read, cancellationToken);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SqliteErrorCodes.Interrupt)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
        catch (SqliteException error)
        {
            logger.ReadFailed(error);
            throw RegistryException.StoreUnavailable(error);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (TryTake() is { } reader)
        {
            reader.Dispose();
        }
    }

    // A reader that failed is not kept: what is wrong with it is not known.
    private T Use<TArgs, T>(ModelReader reader, TArgs args, Func<ModelReader, TArgs, T> read, CancellationToken cancellationToken)
    {
        var isSound = false;
        try
        {
            T result;
            using (Interruption(reader, cancellationToken))
            {
                // An interruption before there is a statement to interrupt has no effect.
                cancellationToken.ThrowIfCancellationRequested();
                result = read(reader, args);
            }

            isSound = true;
            return result;
        }
        finally
        {
            Return(reader, isSound);
        }
    }

    private static CancellationTokenRegistration Interruption(ModelReader reader, CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(
            static state => SQLitePCL.raw.sqlite3_interrupt(((SqliteConnection)state!).Handle), reader.Connection);

    private ModelReader Take() => TryTake() ?? Open();

    private ModelReader? TryTake()
    {
        if (!_idle.TryTake(out var reader))
        {
            return null;
        }

        Interlocked.Decrement(ref _idleCount);
        return reader;
    }

    private ModelReader Open() =>
        _isDisposed ? throw RegistryException.StoreUnavailable(null) : ModelReader.Open(file);

    private void Return(ModelReader reader, bool isSound)
    {
        if (!isSound || !TryMakeRoom())
        {
            reader.Dispose();
            return;
        }

        _idle.Add(reader);
        if (_isDisposed)
        {
            Dispose();
        }
    }

    private bool TryMakeRoom()
    {
        if (Interlocked.Increment(ref _idleCount) <= MostIdle)
        {
            return true;
        }

        Interlocked.Decrement(ref _idleCount);
        return false;
    }
}
