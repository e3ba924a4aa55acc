using System.Diagnostics.Metrics;
using Maas.Models.Watching;
using Microsoft.Extensions.Logging;

namespace Maas.ModelRegistry.Watching;

/// <summary>What an operator sees of watches: how many there are, how many were cut off, and whether the log can be read.</summary>
internal sealed class WatchTelemetry : IChangeFeedObserver
{
    private readonly ILogger<WatchTelemetry> _logger;
    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _cutOff;

    public WatchTelemetry(IMeterFactory meters, ILogger<WatchTelemetry> logger)
    {
        _logger = logger;
        var meter = meters.Create("Maas.ModelRegistry");
        _open = meter.CreateUpDownCounter<long>("maas.watches", "{watch}", "Watches that are open.");
        _cutOff = meter.CreateCounter<long>("maas.watches.cut_off", "{watch}", "Watches that were cut off because their readers were too slow.");
    }

    public void LogLost(Exception cause) => _logger.ChangeLogLost(cause);

    public void LogFound() => _logger.ChangeLogFound();

    public void ReaderBegan() => _open.Add(1);

    public void ReaderEnded() => _open.Add(-1);

    public void ReaderCutOff() => _cutOff.Add(1);
}
