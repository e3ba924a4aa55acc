using Maas.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Hosting.Tests;

public class TextConsoleFormatterTests
{
    [Fact]
    public void Write_AMessage_IsOneLineWithTimeAndLevel() =>
        Written(LogLevel.Warning, "It goes on.", null).ShouldBe($"01:02:03.004 warn It goes on.{Environment.NewLine}");

    [Fact]
    public void Write_ControlCharacters_BecomeSpaces() =>
        Written(LogLevel.Information, "a\u001b[31mred\r\nforged\u0007\u009b", null)
            .ShouldBe($"01:02:03.004 info a [31mred  forged  {Environment.NewLine}");

    [Fact]
    public void Write_AnException_IsIndentedLineByLine() =>
        Written(LogLevel.Error, "It failed.", new InvalidOperationException("first\nsecond\u001b")).ShouldBe(string.Concat(
            $"01:02:03.004 fail It failed.{Environment.NewLine}",
            $"      System.InvalidOperationException: first{Environment.NewLine}",
            $"      second {Environment.NewLine}"));

    private static string Written(LogLevel level, string message, Exception? exception)
    {
        var formatter = new TextConsoleFormatter(new ManualClock(DateTimeOffset.UnixEpoch + new TimeSpan(0, 1, 2, 3, 4)));
        using var writer = new StringWriter();
        formatter.Write(new LogEntry<string>(level, "category", 1, message, exception, (state, _) => state), null, writer);
        return writer.ToString();
    }
}
