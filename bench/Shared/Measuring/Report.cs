using System.Globalization;

namespace Maas.Bench.Measuring;

/// <summary>A table in Markdown, aligned for a terminal.</summary>
internal sealed class Report(params string[] columns)
{
    private readonly List<string[]> _rows = [columns];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Print()
    {
        int[] widths = [.. Enumerable.Range(0, columns.Length).Select(column => _rows.Max(row => row[column].Length))];
        var lines = _rows.Select(row => $"| {string.Join(" | ", row.Select((cell, column) => cell.PadRight(widths[column])))} |").ToList();
        lines.Insert(1, $"|{string.Join("|", widths.Select(width => new string('-', width + 2)))}|");
        Console.WriteLine();
        lines.ForEach(Console.WriteLine);
    }

    public static string Microseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} µs");

    public static string Bytes(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0} B");

    public static string AtMost(double target) => string.Create(CultureInfo.InvariantCulture, $"≤ {target:0.00}");
}
