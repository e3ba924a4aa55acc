using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Maas.Hosting.Metrics;

/// <summary>The metrics of this service's process.</summary>
internal sealed class PrometheusEndpoint : IDisposable
{
    private static readonly string[] Meters =
        ["Maas.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    private readonly PrometheusTextExporter _exporter = new();
    private readonly MeterProvider _provider;

    public PrometheusEndpoint() => _provider = Sdk.CreateMeterProviderBuilder()
        .AddMeter(Meters)
        .AddReader(new BaseExportingMetricReader(_exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative })
        .Build();

    public string Scrape() => _exporter.Scrape();

    public void Dispose() => _provider.Dispose();
}
