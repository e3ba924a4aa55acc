using System.Globalization;
using System.Text;
using OpenTelemetry.Metrics;

namespace Maas.Hosting.Metrics;

/// <summary>
/// The Prometheus text format 0.0.4, with names made as OpenTelemetry's "Prometheus and OpenMetrics Compatibility" says:
/// dots become underscores, units are spelled out, counters end in _total.
/// </summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    public void Clear() => _text.Clear();

    public override string ToString() => _text.ToString();

    public void Append(Metric metric)
    {
        var type = metric.MetricType;
        var isHistogram = type.IsHistogram();
        var name = NameOf(metric);
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {EscapeHelp(metric.Description)}\n");
        _text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(isHistogram ? "histogram" : IsCounter(type) ? "counter" : "gauge")}\n");
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (isHistogram)
            {
                AppendHistogram(name, in point);
            }
            else
            {
                AppendSample(name, in point, "", Number(type, in point));
            }
        }
    }

    internal static string NameOf(Metric metric)
    {
        var name = new StringBuilder();
        foreach (var character in metric.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(character) ? character : '_');
        }

        var unit = UnitOf(metric.Unit);
        if (unit.Length > 0 && !metric.Name.EndsWith(unit, StringComparison.Ordinal))
        {
            name.Append('_').Append(unit);
        }

        return IsCounter(metric.MetricType) ? name.Append("_total").ToString() : name.ToString();
    }

    private static bool IsCounter(MetricType type) => type is MetricType.LongSum or MetricType.DoubleSum;

    private static string UnitOf(string unit) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "1" or "" => "",
        _ when unit.StartsWith('{') => "",
        _ => unit,
    };

    private static double Number(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    private void AppendHistogram(string name, in MetricPoint point)
    {
        long cumulative = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            cumulative += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Format(bucket.ExplicitBound);
            AppendSample($"{name}_bucket", in point, $"le=\"{bound}\"", cumulative);
        }

        AppendSample($"{name}_sum", in point, "", point.GetHistogramSum());
        AppendSample($"{name}_count", in point, "", point.GetHistogramCount());
    }

    private void AppendSample(string name, in MetricPoint point, string lastLabel, double value)
    {
        var labels = new List<string>();
        foreach (var tag in point.Tags)
        {
            labels.Add($"{tag.Key.Replace('.', '_')}=\"{EscapeLabel(Convert.ToString(tag.Value, CultureInfo.InvariantCulture))}\"");
        }

        if (lastLabel.Length > 0)
        {
            labels.Add(lastLabel);
        }

        _text.Append(name);
        if (labels.Count > 0)
        {
            _text.Append('{').AppendJoin(',', labels).Append('}');
        }

        _text.Append(' ').Append(Format(value)).Append('\n');
    }

    private static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string EscapeHelp(string? text) => (text ?? "")
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeLabel(string? text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
