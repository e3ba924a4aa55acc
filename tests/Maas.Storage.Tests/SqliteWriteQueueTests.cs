using Maas.Models;
using Maas.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Storage.Tests;

public sealed class SqliteWriteQueueTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AConnectionThatCannotBeClosed_FailsItsBatch_AndTheQueueGoesOn()
    {
        await using (await _folder.OpenAsync())
        {
        }

        var isFirst = true;
        await using var queue = new WriteQueue(Open, _ => { }, new SqliteStoreOptions(), NullLogger.Instance);
        using (var other = _folder.Connect())
        {
            other.Execute("BEGIN IMMEDIATE");
            var error = await Should.ThrowAsync<RegistryException>(() => queue.DoAsync(_ => 1, Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
            error.Code.ShouldBe(RegistryErrorCode.Unavailable);
        }

        (await queue.DoAsync(_ => 2, Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled)).ShouldBe(2);

        ModelWriter Open()
        {
            var connection = new StubbornConnection($"Data Source={_folder.DatabasePath};Pooling=False;Default Timeout=1", isFirst);
            isFirst = false;
            connection.Open();
            return new ModelWriter(connection, TimeProvider.System, NullLogger.Instance);
        }
    }

    private sealed class StubbornConnection(string connectionString, bool isStubborn) : SqliteConnection(connectionString)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (isStubborn && disposing)
            {
                throw new InvalidOperationException("It does not close.");
            }
        }
    }
}
