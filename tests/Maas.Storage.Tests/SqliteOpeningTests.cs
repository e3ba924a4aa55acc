using Maas.Models;
using Maas.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Storage.Tests;

public sealed class SqliteOpeningTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_ANewFolder_MakesADatabaseOfOurs()
    {
        var path = Path.Combine(_folder.Path, "a", "b");

        await using (await OpenAsync(path))
        {
            File.Exists(Path.Combine(path, "maas.db")).ShouldBeTrue();
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        Directory.GetFiles(path).Select(Path.GetFileName).ShouldBe(["maas.db", "maas.lock"], ignoreOrder: true);
    }

    [Fact]
    public async Task Open_SetsTheDatabaseUp()
    {
        await using var store = await _folder.OpenAsync();

        _folder.Scalar<string>("PRAGMA journal_mode").ShouldBe("wal");
        _folder.Scalar<long>("PRAGMA application_id").ShouldBe(Schema.ApplicationId);
        _folder.Scalar<long>("PRAGMA user_version").ShouldBe(StoreMigrations.All.Count);
        using var writer = new DatabaseFile(_folder.DatabasePath, new SqliteStoreOptions()).OpenWriter();
        DatabaseFile.PrepareForWriting(writer);
        writer.Scalar<long>("PRAGMA synchronous").ShouldBe(2);
        writer.Scalar<long>("PRAGMA foreign_keys").ShouldBe(1);
    }

    // A database in memory never has a write-ahead log.
    [Fact]
    public void PrepareForWriting_WhereThereCanBeNoLog_IsRefused()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();

        ShouldBeOneLine(
            Should.Throw<StoreUnavailableException>(() => DatabaseFile.PrepareForWriting(connection)),
            "The database '' cannot keep a write-ahead log (its journal mode stays 'memory'). ");
    }

    [Fact]
    public async Task Open_AFolderThatIsHeld_IsRefusedUntilItIsFree()
    {
        await using (await _folder.OpenAsync())
        {
            await ShouldBeRefusedAsync($"The data folder '{_folder.Path}' is in use by another MaaS process.");
        }

        await using var again = await _folder.OpenAsync();
    }

    [Fact]
    public async Task Open_APathBelowAFile_IsRefused()
    {
        var path = Path.Combine(_folder.Path, "file", "data");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "file"), "", TestContext.Current.CancellationToken);

        var error = await Should.ThrowAsync<StoreUnavailableException>(() => OpenAsync(path));

        ShouldBeOneLine(error, $"The data folder '{path}' cannot be written: ");
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("")]
    public async Task Open_APathThatIsNone_IsRefused(string path)
    {
        var error = await Should.ThrowAsync<StoreUnavailableException>(() => OpenAsync(path));

        ShouldBeOneLine(error, "The data folder's path cannot be used: ");
        error.Message.ShouldAllBe(character => !char.IsControl(character));
    }

    [Fact]
    public async Task Open_ANewerVersionsDatabase_IsRefusedAndLeftAsItIs()
    {
        await using (await _folder.OpenAsync())
        {
        }

        _folder.Execute("PRAGMA user_version = 999");
        var before = await BytesAsync();

        await ShouldBeRefusedAsync($"The database '{_folder.DatabasePath}' was written by a newer version of MaaS (schema 999");
        (await BytesAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("CREATE TABLE theirs (x)")]
    [InlineData("PRAGMA application_id = 7")]
    [InlineData("PRAGMA user_version = 1")]
    public async Task Open_AnotherProgramsDatabase_IsRefusedAndLeftAsItIs(string sql)
    {
        _folder.Execute(sql);
        var before = await BytesAsync();

        await ShouldBeRefusedAsync($"The file '{_folder.DatabasePath}' is a database of another program.");
        (await BytesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Open_AFileThatIsNoDatabase_IsRefusedAndLeftAsItIs()
    {
        var text = string.Concat(Enumerable.Repeat("not a database\n", 500));
        await File.WriteAllTextAsync(_folder.DatabasePath, text, TestContext.Current.CancellationToken);

        await ShouldBeRefusedAsync($"The file '{_folder.DatabasePath}' is not a database.");
        (await File.ReadAllTextAsync(_folder.DatabasePath, TestContext.Current.CancellationToken)).ShouldBe(text);
    }

    [Fact]
    public async Task Open_AnEmptyFile_IsANewDatabase()
    {
        await File.WriteAllBytesAsync(_folder.DatabasePath, [], TestContext.Current.CancellationToken);

        await using var store = await _folder.OpenAsync();
    }

    [Fact]
    public async Task Open_ADatabaseThatAnotherProgramLocks_IsRefused()
    {
        await using (await _folder.OpenAsync())
        {
        }

        using var other = _folder.Connect();
        other.Execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; PRAGMA user_version = 1;");

        await ShouldBeRefusedAsync($"The database '{_folder.DatabasePath}' is locked by another program.");
    }

    [Fact]
    public async Task Open_ARefusal_LetsGoOfTheFolder()
    {
        await File.WriteAllTextAsync(_folder.DatabasePath, new string('x', 5_000), TestContext.Current.CancellationToken);
        await Should.ThrowAsync<StoreUnavailableException>(() => _folder.OpenAsync());
        File.Delete(_folder.DatabasePath);

        await using var store = await _folder.OpenAsync();
    }

    private static Task<SqliteModelStore> OpenAsync(string path) => SqliteModelStore.OpenAsync(
        path, TimeProvider.System, NullLogger<SqliteModelStore>.Instance, TestContext.Current.CancellationToken);

    private static void ShouldBeOneLine(StoreUnavailableException error, string message)
    {
        error.Message.ShouldStartWith(message);
        error.Message.ShouldNotContain('\n');
    }

    private async Task ShouldBeRefusedAsync(string message) => ShouldBeOneLine(
        await Should.ThrowAsync<StoreUnavailableException>(() => _folder.OpenAsync(new SqliteStoreOptions { BusySeconds = 1 })), message);

    private Task<byte[]> BytesAsync() => File.ReadAllBytesAsync(_folder.DatabasePath, TestContext.Current.CancellationToken);
}
