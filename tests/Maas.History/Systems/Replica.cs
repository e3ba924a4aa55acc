using System.Globalization;
using Maas.History.Faults;
using Maas.Testing;

namespace Maas.History.Systems;

/// <summary>One registry as a process, behind a proxy whose port stays the same over restarts.</summary>
internal sealed class Replica(string name, IReadOnlyList<string> storeArguments) : IAsyncDisposable
{
    private const int MostStarts = 5;
    private const string Program = "Maas.ModelRegistry";

    private readonly List<string> _loggedErrors = [];
    private ServiceProcessUnderTest? _process;

    public string Name => name;

    public CuttableProxy Proxy { get; } = new(0);

    /// <summary>Where clients find it.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Proxy.Port}");

    /// <summary>What it logged as errors, over all its starts.</summary>
    public IReadOnlyList<string> LoggedErrors => [.. _loggedErrors, .. _process?.LoggedErrors ?? []];

    /// <summary>Starts it; one whose database was cut off just then is started again.</summary>
    public async Task StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _process = await ServiceProcessUnderTest.StartAsync(
                    Program, ["--grpc-port", "0", "--admin-port", "0", "--log-level", "Warning", .. storeArguments]);
                Proxy.Target = _process.AddressOf("gRPC").Port;
                return;
            }
            catch (InvalidOperationException) when (attempt < MostStarts)
            {
                // As an operator's supervisor would.
            }
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        Proxy.Target = 0;
        await ForgetAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await ForgetAsync();
    }

    private async Task ForgetAsync()
    {
        if (_process is { } process)
        {
            _loggedErrors.AddRange(process.LoggedErrors);
            _process = null;
            await process.DisposeAsync();
        }
    }
}
