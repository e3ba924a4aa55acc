using Maas.Testing;

namespace Maas.SystemTests;

/// <summary><c>maas serve</c> on free ports and an empty data folder; it fails the run where it logs an error.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public ServiceProcessUnderTest Process { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    public Uri GrpcAddress => Process.AddressOf("gRPC");

    public Uri AdminAddress => Process.AddressOf("probes, metrics");

    public static Task<ServiceProcessUnderTest> ServeAsync(string dataFolder, params string[] arguments) => ServiceProcessUnderTest.StartAsync(
        "maas", ["serve", "--data", dataFolder, "--http-port", "0", "--grpc-port", "0", "--admin-port", "0", .. arguments]);

    public async ValueTask InitializeAsync()
    {
        Process = await ServeAsync(_folder.Path);
        Http.BaseAddress = Process.AddressOf("REST");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Process.Terminate();
        (await Process.WaitForExitAsync()).ShouldBe(0);
        Process.LoggedErrors.ShouldBeEmpty();
        await Process.DisposeAsync();
        _folder.Dispose();
    }
}
