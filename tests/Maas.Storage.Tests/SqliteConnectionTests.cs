using Maas.Models;
using Maas.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Storage.Tests;

/// <summary>What becomes of connections that are opened for no use.</summary>
public sealed class SqliteConnectionTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    private DatabaseFile File => new(_folder.DatabasePath, new SqliteStoreOptions { MaxPageCount = 100 });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AConnectionWhoseStatementsDoNotCompile_IsClosed()
    {
        // A database, but without a table of ours.
        _folder.Execute("PRAGMA journal_mode = WAL; CREATE TABLE theirs (x)");

        Should.Throw<SqliteException>(() => ModelWriter.Open(File, TimeProvider.System, NullLogger.Instance));
        using var pool = new ReaderPool(File, NullLogger.Instance);
        Should.Throw<RegistryException>(() => pool.Read(0, (reader, _) => 0, TestContext.Current.CancellationToken));

        ShouldBeClosed();
    }

    [Fact]
    public void AConnectionThatCannotBeSetUp_IsClosed()
    {
        System.IO.File.WriteAllText(_folder.DatabasePath, new string('x', 5_000));

        Should.Throw<SqliteException>(() => ModelWriter.Open(File, TimeProvider.System, NullLogger.Instance));
        Should.Throw<SqliteException>(() => ModelReader.Open(File));

        ShouldBeClosed();
    }

    [Fact]
    public async Task OfManyReadersAtOnce_AFewAreKept()
    {
        await using (await _folder.OpenAsync())
        {
        }

        using var pool = new ReaderPool(File, NullLogger.Instance);
        var first = ReadersOf(pool, ReaderPool.MostIdle + 5);
        var second = ReadersOf(pool, ReaderPool.MostIdle + 5);
        var third = ReadersOf(pool, ReaderPool.MostIdle);

        first.Intersect(second).Count().ShouldBe(ReaderPool.MostIdle);
        first.Union(second).ShouldBe(first.Union(second).Union(third));
    }

    // Each reads while the ones before it do.
    private static HashSet<ModelReader> ReadersOf(ReaderPool pool, int count)
    {
        var readers = new HashSet<ModelReader>();
        Read();
        return readers;

        void Read() => pool.Read(
            0,
            (reader, _) =>
            {
                readers.Add(reader);
                if (readers.Count < count)
                {
                    Read();
                }

                return 0;
            },
            TestContext.Current.CancellationToken);
    }

    private void ShouldBeClosed()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Open files are seen in /proc.");
        }

        Directory.GetFiles("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget ?? "")
            .ShouldNotContain(target => target.StartsWith(_folder.Path, StringComparison.Ordinal));
    }
}
