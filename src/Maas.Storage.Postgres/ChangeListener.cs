using System.Diagnostics.CodeAnalysis;
using Maas.Models;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Maas.Storage.Postgres;

// Learns of changes of other replicas: at once by NOTIFY, and where that does not come, as behind a pooler that shares sessions or
// while the connection is down, by looking at the counter while somebody waits.
internal sealed class ChangeListener : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly PostgresDatabase _database;
    private readonly Func<CancellationToken, ValueTask<long>> _readNewest;
    private readonly RevisionSignal _revisions;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _listening;
    private readonly Task _polling;
    private int _waiting;

    public ChangeListener(
        PostgresDatabase database, Func<CancellationToken, ValueTask<long>> readNewest, RevisionSignal revisions, ILogger logger)
    {
        _database = database;
        _readNewest = readNewest;
        _revisions = revisions;
        _logger = logger;
        _listening = Task.Run(ListenAsync);
        _polling = Task.Run(PollAsync);
    }

    // Ends, without a change, when the store closes.
    public async Task WaitAsync(long afterRevision, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        Interlocked.Increment(ref _waiting);
        try
        {
            await _revisions.WaitAsync(afterRevision, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The store closes: whoever waited reads, and learns of it.
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_listening, _polling);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ended the connection, another one is tried.")]
    private async Task ListenAsync()
    {
        var pause = ShortestPause;
        for (var isDown = false; ;)
        {
            try
            {
                await using var connection = await _database.OpenLastingAsync(_closing.Token);
                if (await connection.IsSharedAsync(_closing.Token))
                {
                    // To listen on a session that a pooler hands on would have it listen for good, for whoever is given it next.
                    _logger.ListenerBehindPooler();
                    return;
                }

                await BeginAsync(connection);
                if (isDown)
                {
                    _logger.ListenerBack();
                }

                (isDown, pause) = (false, ShortestPause);
                while (true)
                {
                    await connection.WaitAsync(_closing.Token);
                }
            }
            catch (Exception) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (isDown)
            {
                _logger.ListenerStillLost(error);
            }
            catch (Exception error)
            {
                _logger.ListenerLost(error);
                isDown = true;
            }

            await Task.WhenAny(Task.Delay(pause, _closing.Token));
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // What was committed while nobody listened is read afterwards: from the LISTEN on nothing is missed.
    private async Task BeginAsync(NpgsqlConnection connection)
    {
        connection.Notification += (_, notice) =>
        {
            if (notice.Channel == RevisionNotice.Channel && RevisionNotice.Read(_database.Schema, notice.Payload) is { } revision)
            {
                _revisions.Advance(revision);
            }
        };
        await connection.ExecuteAsync($"LISTEN {RevisionNotice.Channel}", _closing.Token);
        _revisions.Advance(await connection.ScalarAsync<long>($"SELECT newest FROM {_database.Schema}.change_log", _closing.Token));
    }

    private async Task PollAsync()
    {
        using var timer = new PeriodicTimer(PollInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
            {
                if (Volatile.Read(ref _waiting) > 0)
                {
                    await PollOnceAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The store closes.
        }
    }

    private async Task PollOnceAsync()
    {
        try
        {
            _revisions.Advance(await _readNewest(_closing.Token));
        }
        catch (RegistryException error)
        {
            _logger.PollFailed(error);
        }
    }
}
