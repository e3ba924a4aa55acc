using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Maas.ApiGateway.Tests.Running;

/// <summary>What a service under test has logged.</summary>
internal sealed class RecordedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<RecordedLog> _logs = new();
    private readonly SemaphoreSlim _written = new(0);

    public IReadOnlyList<RecordedLog> All => [.. _logs];

    public void Clear() => _logs.Clear();

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    /// <summary>The first log that a test waits for, written already or yet to be.</summary>
    public async Task<RecordedLog> FirstAsync(Func<RecordedLog, bool> isIt, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_logs.FirstOrDefault(isIt) is { } log)
            {
                return log;
            }

            await _written.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _written.Dispose();

    private void Add(RecordedLog log)
    {
        _logs.Enqueue(log);
        _written.Release();
    }

    private sealed class Logger(RecordedLogs logs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Add(new RecordedLog(logLevel, eventId.Id, formatter(state, exception), exception));
    }
}
