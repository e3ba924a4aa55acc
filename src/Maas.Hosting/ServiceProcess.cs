using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;

namespace Maas.Hosting;

/// <summary>The services of one process: started in order, and stopped in reverse order by Ctrl-C or SIGTERM.</summary>
public sealed class ServiceProcess
{
    private readonly List<WebApplication> _services = [];
    private readonly List<string> _announcements = [];

    private ServiceProcess()
    {
    }

    /// <summary>Starts services and keeps them until the process is told to stop; a second signal ends it at once.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="start">Starts each service by <see cref="StartAsync"/>.</param>
    /// <returns>The exit code 0.</returns>
    /// <exception cref="StartupException">A service cannot start.</exception>
    public static async Task<int> RunAsync(ServiceSettings settings, Func<ServiceProcess, Task> start)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

        var process = new ServiceProcess();
        try
        {
            await start(process);
            process.PrintAnnouncements();
            await stop.Task;
        }
        finally
        {
            await process.StopAsync(settings.ShutdownTimeout);
        }

        return 0;

        // The default of a signal, to end the process, is kept for the second one.
        void OnSignal(PosixSignalContext context) => context.Cancel = stop.TrySetResult();
    }

    /// <summary>Starts one service and takes it over, also where starting fails.</summary>
    /// <exception cref="StartupException">A port is in use or not allowed.</exception>
    public async Task StartAsync(WebApplication service)
    {
        _services.Add(service);
        try
        {
            await service.StartAsync();
        }
        catch (IOException error)
        {
            throw new StartupException(error.Message, error);
        }
        catch (SocketException error)
        {
            throw new StartupException($"The configured host and ports cannot be listened on: {error.Message}.", error);
        }
    }

    /// <summary>Has a line about where something is printed to standard output, once everything has started.</summary>
    public void Announce(string what, string where) => _announcements.Add($"{what,-17}{where}");

    private void PrintAnnouncements()
    {
        _announcements.ForEach(Console.Out.WriteLine);
        Console.Out.WriteLine("Started; Ctrl-C stops it.");
    }

    private async Task StopAsync(TimeSpan timeout)
    {
        // Readiness goes off everywhere before the first service stops taking calls.
        foreach (var service in _services)
        {
            service.Lifetime.StopApplication();
        }

        using var limit = new CancellationTokenSource(timeout);
        await StopFromAsync(_services.Count - 1, limit.Token);
    }

    // Whatever stopping one throws, those before it are stopped all the same.
    private async Task StopFromAsync(int last, CancellationToken limit)
    {
        if (last < 0)
        {
            return;
        }

        try
        {
            await using var service = _services[last];
            await service.StopAsync(limit);
        }
        finally
        {
            await StopFromAsync(last - 1, limit);
        }
    }
}
