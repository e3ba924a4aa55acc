using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Maas.Contract;
using Maas.Contract.V1;

namespace Maas.SystemTests;

/// <summary>Two registries on one empty database of PostgreSQL, and one gateway over both, each a process.</summary>
public sealed class Replicas : IAsyncLifetime
{
    private readonly SharedPostgres _postgres;
    private readonly int[] _ports;
    private readonly ServiceProcessUnderTest[] _registries;
    private readonly GrpcChannel[] _channels;
    private readonly List<ServiceProcessUnderTest> _gateways = [];
    private readonly List<HttpClient> _clients = [];
    private string _database = "";

    public Replicas(SharedPostgres postgres)
    {
        _postgres = postgres;
        _ports = [FreePort(), FreePort()];
        Addresses = [.. _ports.Select(port => $"http://127.0.0.1:{port}")];
        _registries = new ServiceProcessUnderTest[_ports.Length];
        _channels = new GrpcChannel[_ports.Length];
    }

    /// <summary>Where the replicas are.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>The gateway.</summary>
    public HttpClient Http => _clients[0];

    public async ValueTask InitializeAsync()
    {
        _database = await _postgres.Cluster.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await StartAsync(0);
        await StartAsync(1);
        await AddGatewayAsync(0, 1);
    }

    /// <summary>The methods of one replica, by a client that remembers no revision.</summary>
    public ModelService.ModelServiceClient Models(int replica) => new(_channels[replica]);

    public WatchService.WatchServiceClient Watches(int replica) => new(_channels[replica]);

    public AdminService.AdminServiceClient Admin(int replica) => new(_channels[replica]);

    /// <summary>Starts another gateway, over some replicas.</summary>
    public async Task<HttpClient> AddGatewayAsync(params int[] replicas)
    {
        var gateway = await ServiceProcessUnderTest.StartAsync(
            "Maas.ApiGateway", ["--http-port", "0", .. replicas.SelectMany(replica => new[] { "--registry", Addresses[replica] })]);
        _gateways.Add(gateway);
        var client = new HttpClient { BaseAddress = gateway.AddressOf("REST") };
        _clients.Add(client);
        return client;
    }

    /// <summary>Starts a replica, where it was before.</summary>
    public async Task StartAsync(int replica)
    {
        _registries[replica] = await ServiceProcessUnderTest.StartAsync(
            "Maas.ModelRegistry", "--database", _database, "--grpc-port", $"{_ports[replica]}", "--admin-port", "0");

        // Not one that has to find out yet that the replica is back.
        _channels[replica]?.Dispose();
        _channels[replica] = GrpcChannel.ForAddress(Addresses[replica]);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(int replica)
    {
        await _registries[replica].KillAsync();
        await _registries[replica].DisposeAsync();
    }

    /// <summary>Ends a replica as an operator does.</summary>
    public async Task StopAsync(int replica)
    {
        _registries[replica].Terminate();
        (await _registries[replica].WaitForExitAsync()).ShouldBe(0);
        _registries[replica].LoggedErrors.ShouldBeEmpty();
        await _registries[replica].DisposeAsync();
    }

    /// <summary>Waits until a replica that was started again gets calls of those who make them.</summary>
    public async Task ServesAsync(int replica, CallCount calls, IReadOnlyCollection<Task> callers)
    {
        while (await _registries[replica].CallsServedAsync() == 0)
        {
            await calls.GrowsAsync(5, callers);
        }
    }

    /// <summary>The newest revision there is.</summary>
    public async Task<long> NewestAsync() =>
        (await Admin(0).GetChangeLogAsync(new GetChangeLogRequest(), cancellationToken: TestContext.Current.CancellationToken)).NewestRevision;

    /// <summary>Nothing that went wrong on the way was an error to those who serve.</summary>
    public void ShouldHaveLoggedNoErrors() => _registries.Concat(_gateways).SelectMany(process => process.LoggedErrors).ShouldBeEmpty();

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        foreach (var channel in _channels.OfType<GrpcChannel>())
        {
            channel.Dispose();
        }

        foreach (var process in _gateways.Concat(_registries.OfType<ServiceProcessUnderTest>()))
        {
            await process.DisposeAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
