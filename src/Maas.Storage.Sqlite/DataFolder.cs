using Maas.Models;

namespace Maas.Storage.Sqlite;

// A database file that this process alone holds, from Open to Dispose, by a lock file beside it. The lock is the operating system's on an open file:
// it ends with the process, however that ends, and leaves nothing to clean up.
internal sealed class DataFolder : IDisposable
{
    private const string LockExtension = ".lock";
    private const string DatabaseName = "maas.db";

    private readonly FileStream _lock;

    private DataFolder(string databasePath, FileStream held)
    {
        DatabasePath = databasePath;
        _lock = held;
    }

    public string DatabasePath { get; }

    public static DataFolder Open(string path)
    {
        var full = FullPath(path, "data folder");
        return Open(full, Path.Combine(full, DatabaseName), $"data folder '{full}'");
    }

    public static DataFolder OpenFile(string path)
    {
        var full = FullPath(path, "database");
        return Open(Path.GetDirectoryName(full) ?? full, full, $"database '{full}'");
    }

    public void Dispose() => _lock.Dispose();

    private static DataFolder Open(string folder, string database, string what)
    {
        try
        {
            Create(folder);
            return new DataFolder(database, Hold(LockOf(database)));
        }
        catch (IOException error) when (IsHeldByAnother(error))
        {
            throw new StoreUnavailableException($"The {what} is in use by another MaaS process.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The {what} cannot be written: {error.Message}", error);
        }
    }

    // The path itself is not repeated: what is wrong with it is often what cannot be printed.
    private static string FullPath(string path, string what)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The {what}'s path cannot be used: {error.Message}", error);
        }
    }

    // maas.lock beside maas.db.
    private static string LockOf(string database) =>
        Path.GetExtension(database) == LockExtension ? database + LockExtension : Path.ChangeExtension(database, LockExtension);

    // Models may be private: a folder that is made here is its owner's alone.
    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStream Hold(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows: .NET has no exception of its own for it.
    private static bool IsHeldByAnother(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
