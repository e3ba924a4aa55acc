using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Maas.Testing;

/// <summary>A program that serves until it is ended, once it has announced itself on standard output.</summary>
public sealed partial class RunningTool : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<string> _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningTool(Process process, string announcement)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not { } text)
            {
                return;
            }

            _output.Enqueue(text);
            if (text.StartsWith(announcement, StringComparison.Ordinal))
            {
                _announced.TrySetResult(text[announcement.Length..]);
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                _errors.Enqueue(text);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What followed the announcement in its line.</summary>
    public string Announced => _announced.Task.Result;

    /// <summary>Starts a program, and waits for the line that begins with the announcement.</summary>
    public static async Task<RunningTool> StartAsync(
        string program, IEnumerable<string> arguments, string announcement, CancellationToken cancellationToken)
    {
        var tool = new RunningTool(Tool.Start(program, arguments, Repository.Root), announcement);
        try
        {
            var ended = tool._process.WaitForExitAsync(cancellationToken);
            if (await Task.WhenAny(tool._announced.Task, ended).WaitAsync(Limit, cancellationToken) == tool._announced.Task)
            {
                return tool;
            }

            throw new InvalidOperationException(
                $"{program} ended with exit code {tool._process.ExitCode}; eng/test installs what the tests need. It wrote: {tool.Errors()}");
        }
        catch
        {
            await tool.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGTERM; waits until the program has ended.</summary>
    /// <returns>Everything that it wrote to standard error.</returns>
    public async Task<string> StopAsync(CancellationToken cancellationToken)
    {
        if (Kill(_process.Id, SigTerm) != 0)
        {
            throw new InvalidOperationException($"The process had ended already. It wrote: {Errors()}");
        }

        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
        return Errors();
    }

    /// <summary>Waits until the program has ended by itself.</summary>
    /// <returns>Its exit code, and the lines that it wrote, the announcement among them, with those of standard error last.</returns>
    public async Task<(int ExitCode, IReadOnlyList<string> Output)> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
        return (_process.ExitCode, [.. _output, .. _errors]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private string Errors() => string.Join('\n', _errors);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
