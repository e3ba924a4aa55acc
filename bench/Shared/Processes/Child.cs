using System.Diagnostics;
using System.Globalization;

namespace Maas.Bench.Processes;

/// <summary>A process that is measured, or that puts load on one; asked and answered in lines.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const int QuietRuns = 5;
    private const int QuietMethods = 10;

    private readonly Process _process;

    private Child(Process process) => _process = process;

    /// <summary>What the process said of itself when it was ready: a server's address.</summary>
    public string Greeting { get; private set; } = "";

    public static async Task<Child> StartAsync(int core, params string[] arguments)
    {
        var child = new Child(Process.Start(Core.StartInfo(core, arguments))!);
        var line = await child.ReadAsync();
        child.Greeting = line[Conversation.Ready.Length..].Trim();
        return child;
    }

    public async Task<string> AskAsync(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    public async Task<Usage> UsageAsync() => Usage.Parse(await AskAsync(Conversation.Usage));

    /// <summary>
    /// Puts load on the process until it compiles next to nothing any more, for a few runs in a row: what is called often is
    /// compiled twice more in the background, and what is measured before that is another program.
    /// </summary>
    /// <param name="load">One run.</param>
    /// <param name="mostRuns">After how many runs it has to do.</param>
    public async Task WarmUpAsync(Func<Task> load, int mostRuns)
    {
        var compiled = await CompiledAsync();
        for (var (runs, quietRuns) = (0, 0); runs < mostRuns && quietRuns < QuietRuns; runs++)
        {
            await load();
            var before = compiled;
            compiled = await CompiledAsync();
            quietRuns = compiled - before <= QuietMethods ? quietRuns + 1 : 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        finally
        {
            _process.Dispose();
        }
    }

    private async Task<int> CompiledAsync() => int.Parse(await AskAsync(Conversation.Compiled), CultureInfo.InvariantCulture);

    private async Task<string> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var line = await _process.StandardOutput.ReadLineAsync(patience.Token)
            ?? throw new InvalidOperationException("The process ended.");
        return line.StartsWith(Conversation.Failed, StringComparison.Ordinal) ? throw new InvalidOperationException(line) : line;
    }
}
