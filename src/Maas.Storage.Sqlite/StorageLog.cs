using Microsoft.Extensions.Logging;

namespace Maas.Storage.Sqlite;

internal static partial class StorageLog
{
    [LoggerMessage(EventId = 2500, Level = LogLevel.Information, Message = "Opened the database {Path}, schema {Version}.")]
    public static partial void StoreOpened(this ILogger logger, string path, int version);

    [LoggerMessage(EventId = 2501, Level = LogLevel.Information, Message = "Closed the database {Path}.")]
    public static partial void StoreClosed(this ILogger logger, string path);

    [LoggerMessage(EventId = 2502, Level = LogLevel.Information, Message = "Applied migration {Version}, {Name}.")]
    public static partial void MigrationApplied(this ILogger logger, int version, string name);

    [LoggerMessage(EventId = 2510, Level = LogLevel.Error, Message = "A transaction of {Count} changes failed; none of them was made.")]
    public static partial void BatchFailed(this ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 2511, Level = LogLevel.Error, Message = "A read failed.")]
    public static partial void ReadFailed(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2512, Level = LogLevel.Warning, Message = "The log could not be merged into the database at closing; the next start does it.")]
    public static partial void CheckpointFailed(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2513, Level = LogLevel.Error, Message = "The connection of a transaction that failed could not be closed; the next one opens another.")]
    public static partial void WriterNotClosed(this ILogger logger, Exception exception);
}
