using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Maas.Testing;

/// <summary>One of our executables as a process of its own, as an operator starts it.</summary>
public sealed partial class ServiceProcessUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly SemaphoreSlim _errorArrived = new(0);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcessUnderTest(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        process.ErrorDataReceived += (_, line) => OnError(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything printed to standard output so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Everything printed to standard error so far: logs, and why it did not start.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>Log lines of level Error and above.</summary>
    public IReadOnlyList<string> LoggedErrors => [.. _errors.Where(IsError)];

    /// <summary>Starts a program that is expected to serve, and waits until it does.</summary>
    public static async Task<ServiceProcessUnderTest> StartAsync(string program, params string[] arguments)
    {
        var service = Launch(program, arguments, new Dictionary<string, string>());
        try
        {
            var ended = service._process.WaitForExitAsync();
            if (await Task.WhenAny(service._started.Task, ended).WaitAsync(Limit) == service._started.Task)
            {
                return service;
            }

            throw new InvalidOperationException($"{program} ended with exit code {service._process.ExitCode}: {service.Errors}");
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a program that is expected to end by itself.</summary>
    /// <returns>Its exit code and what it printed.</returns>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var service = Launch(program, arguments, environment ?? new Dictionary<string, string>());
        return (await service.WaitForExitAsync(), service.Output, service.Errors);
    }

    /// <summary>The address that was printed beside a label.</summary>
    public Uri AddressOf(string label) =>
        new(_output.First(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim().Split(' ')[0]);

    /// <summary>Waits until each condition holds for some line of standard error.</summary>
    public async Task WaitForErrorLinesAsync(params Func<string, bool>[] conditions)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!conditions.All(_errors.Any))
        {
            await _errorArrived.WaitAsync(limit.Token);
        }
    }

    /// <summary>How many calls a registry has served since it was started.</summary>
    public async Task<long> CallsServedAsync()
    {
        using var admin = new HttpClient { BaseAddress = AddressOf("probes, metrics"), Timeout = Limit };
        var metrics = await admin.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return metrics.Split('\n')
            .Where(line => line.StartsWith("rpc_server_call_duration_seconds_count{", StringComparison.Ordinal))
            .Sum(line => long.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Limit);
    }

    /// <summary>SIGTERM; does not wait.</summary>
    public void Terminate()
    {
        if (Kill(_process.Id, SigTerm) != 0)
        {
            throw new InvalidOperationException($"The process had ended already. It wrote: {Errors}");
        }
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static ServiceProcessUnderTest Launch(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ServiceProcessUnderTest(Process.Start(start)!);
    }

    private void OnOutput(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (line.StartsWith("Started", StringComparison.Ordinal))
        {
            _started.TrySetResult();
        }
    }

    private void OnError(string? line)
    {
        if (line is not null)
        {
            _errors.Enqueue(line);
            _errorArrived.Release();
        }
    }

    private static bool IsError(string line)
    {
        if (!line.StartsWith('{'))
        {
            return true;
        }

        using var entry = JsonDocument.Parse(line);
        return entry.RootElement.GetProperty("LogLevel").GetString() is "Error" or "Critical";
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
