using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Maas.Hosting;

/// <summary>
/// Writes log lines for people. Not the framework's simple formatter, which hands control characters on: what callers send
/// must not be obeyed by the terminal that shows the log, nor pass for a line of its own.
/// </summary>
internal sealed class TextConsoleFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "maas-text";

    private static readonly char[] LineEnds = ['\r', '\n'];

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var time = clock.GetUtcNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.WriteLine($"{time} {NameOf(logEntry.LogLevel)} {Clean(message)}");

        // A stack trace keeps its lines, indented, so that none of them looks like an entry.
        foreach (var line in (logEntry.Exception?.ToString() ?? "").Split(LineEnds, StringSplitOptions.RemoveEmptyEntries))
        {
            textWriter.WriteLine($"      {Clean(line)}");
        }
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

    private static string Clean(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            clean.Append(char.IsControl(character) ? ' ' : character);
        }

        return clean.ToString();
    }
}
