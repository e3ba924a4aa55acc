using Microsoft.Extensions.Logging;

namespace Maas.Storage.Postgres;

internal static partial class StorageLog
{
    [LoggerMessage(EventId = 2550, Level = LogLevel.Information, Message = "Opened the database {Database}, schema {Schema}, version {Version}.")]
    public static partial void StoreOpened(this ILogger logger, string database, string schema, int version);

    [LoggerMessage(EventId = 2551, Level = LogLevel.Information, Message = "Closed the database {Database}.")]
    public static partial void StoreClosed(this ILogger logger, string database);

    [LoggerMessage(EventId = 2552, Level = LogLevel.Information, Message = "Applied migration {Version}, {Name}.")]
    public static partial void MigrationApplied(this ILogger logger, int version, string name);

    [LoggerMessage(EventId = 2560, Level = LogLevel.Error, Message = "A transaction of {Count} changes failed; none of them was made.")]
    public static partial void BatchFailed(this ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 2561, Level = LogLevel.Warning, Message = "A transaction of {Count} changes lost its connection and is made again.")]
    public static partial void BatchRepeated(this ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 2562, Level = LogLevel.Warning, Message = "A transaction of {Count} changes was refused for one of them; it is made again with each behind a savepoint.")]
    public static partial void BatchRefused(this ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 2563, Level = LogLevel.Warning, Message = "The connection was lost during a commit; the database says that it was made: {WasMade}.")]
    public static partial void CommitResolved(this ILogger logger, Exception exception, bool wasMade);

    [LoggerMessage(EventId = 2564, Level = LogLevel.Error, Message = "The connection was lost during a commit, and the database cannot be asked: whether {Count} changes were made is not known.")]
    public static partial void CommitUnknown(this ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 2565, Level = LogLevel.Error, Message = "The connection of a transaction that failed could not be closed; the next one opens another.")]
    public static partial void WriterNotClosed(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2570, Level = LogLevel.Error, Message = "A read failed.")]
    public static partial void ReadFailed(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2571, Level = LogLevel.Information, Message = "A read lost its connection and is tried on another.")]
    public static partial void ReadRepeated(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2580, Level = LogLevel.Warning, Message = "The connection that listens for changes of other replicas was lost; until it is back, they are looked for.")]
    public static partial void ListenerLost(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2581, Level = LogLevel.Information, Message = "Listening for changes of other replicas again.")]
    public static partial void ListenerBack(this ILogger logger);

    [LoggerMessage(EventId = 2583, Level = LogLevel.Debug, Message = "Still no connection that listens for changes of other replicas.")]
    public static partial void ListenerStillLost(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2584, Level = LogLevel.Information, Message = "The database is behind a pooler, which passes no notifications on: changes of other replicas are looked for.")]
    public static partial void ListenerBehindPooler(this ILogger logger);

    [LoggerMessage(EventId = 2582, Level = LogLevel.Debug, Message = "The newest revision could not be read; it is tried again.")]
    public static partial void PollFailed(this ILogger logger, Exception exception);
}
