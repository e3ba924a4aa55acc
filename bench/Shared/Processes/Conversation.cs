using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime;

namespace Maas.Bench.Processes;

/// <summary>The side of a child process: a line that asks, a line that answers, until the parent closes the pipe.</summary>
internal static class Conversation
{
    public const string Usage = "usage";
    public const string Compiled = "compiled";
    public const string Ready = "ready";
    public const string Failed = "failed";

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails is told to the parent, which ends the run with it.")]
    public static async Task HoldAsync(string greeting, Func<string[], Task<string>> answer)
    {
        Console.WriteLine($"{Ready} {greeting}");
        while (await Console.In.ReadLineAsync() is { } question)
        {
            try
            {
                Console.WriteLine(question switch
                {
                    Usage => Processes.Usage.Now().ToString(),
                    Compiled => JitInfo.GetCompiledMethodCount().ToString(CultureInfo.InvariantCulture),
                    _ => await answer(question.Split(' ')),
                });
            }
            catch (Exception error)
            {
                Console.WriteLine($"{Failed} {error.ToString().ReplaceLineEndings(" | ")}");
            }
        }
    }
}
