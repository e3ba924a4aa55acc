using System.Collections.Concurrent;
using Maas.Models;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Maas.Storage.Sqlite;

// Connections for reading: as many as there are readers at once, of which some are kept for the next. Readers see what was
// committed when they begin, and neither wait for the writer nor make it wait.
internal sealed class ReaderPool(DatabaseFile file, ILogger logger) : IDisposable
{
    private static readonly int MostIdle = 2 * Environment.ProcessorCount;

    private readonly ConcurrentBag<ModelReader> _idle = [];
    private volatile bool _isDisposed;

    public T Read<TArgs, T>(TArgs args, Func<ModelReader, TArgs, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var reader = _idle.TryTake(out var kept) ? kept : Open();
            return Use(reader, args, read, cancellationToken);
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
        while (_idle.TryTake(out var reader))
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

    private ModelReader Open() =>
        _isDisposed ? throw RegistryException.StoreUnavailable(null) : ModelReader.Open(file);

    private void Return(ModelReader reader, bool isSound)
    {
        if (!isSound || _idle.Count >= MostIdle)
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
}
