using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Maas.Hosting.Metrics;

/// <summary>Writes what OpenTelemetry has collected as Prometheus text, when a scrape asks for it.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusTextExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock _scrape = new();
    private readonly PrometheusText _text = new();

    public Func<int, bool>? Collect { get; set; }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            _text.Append(metric);
        }

        return ExportResult.Success;
    }

    public string Scrape()
    {
        lock (_scrape)
        {
            _text.Clear();
            Collect?.Invoke(Timeout.Infinite);
            return _text.ToString();
        }
    }
}
