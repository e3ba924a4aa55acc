using Maas.Client;
using Maas.Contract;
using Maas.Testing;

namespace Maas.SystemTests.Events;

/// <summary>A browser's own EventSource, on a page of another origin than the gateway's.</summary>
public sealed class EventSourceTests
{
    private static readonly string[] Names = ["one", "two", "three", "four", "five", "six"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EventSource_WhoseGatewayIsKilledAndComesBack_GetsEachChangeOnce()
    {
        using var folder = new TemporaryFolder();
        await using var pages = await EventPages.StartAsync();
        await using var registry = await ServiceProcessUnderTest.StartAsync(
            "Maas.ModelRegistry", "--data", folder.Path, "--grpc-port", "0", "--admin-port", "0");
        using var channel = RegistryChannel.ForAddress(registry.AddressOf("gRPC").OriginalString);
        var models = new ModelRegistryClient(channel);
        var gateway = await GatewayAsync(registry, pages, "0");
        var address = gateway.AddressOf("REST");
        await CreateAsync(models, Names[0]);
        using var browser = new Chromium(pages.PageOf(new Uri(address, "/api/v1/watch?from_revision=1")));
        await pages.ReportsAsync(1);
        await CreateAsync(models, Names[1]);
        await CreateAsync(models, Names[2]);
        await pages.ReportsAsync(3);

        await gateway.KillAsync();
        await gateway.DisposeAsync();
        await CreateAsync(models, Names[3]);
        await CreateAsync(models, Names[4]);
        await using var back = await GatewayAsync(registry, pages, $"{address.Port}");
        await pages.ReportsAsync(5);
        await CreateAsync(models, Names[5]);

        (await pages.ReportsAsync(6)).ShouldBe(Names.Select((name, index) => $"{index + 1} {name}"));
        registry.LoggedErrors.ShouldBeEmpty();
        back.LoggedErrors.ShouldBeEmpty();
    }

    [Fact]
    public async Task EventSource_OfARevisionThatIsNotThere_StopsForGood()
    {
        using var folder = new TemporaryFolder();
        await using var pages = await EventPages.StartAsync();
        await using var system = await RunningSystem.ServeAsync(folder.Path, "--allowed-origins", pages.Origin);

        using var browser = new Chromium(pages.PageOf(new Uri(system.AddressOf("REST"), "/api/v1/watch?from_revision=1000")));

        (await pages.ReportsAsync(1)).ShouldBe(["closed"]);
        system.LoggedErrors.ShouldBeEmpty();
    }

    private static Task<ServiceProcessUnderTest> GatewayAsync(ServiceProcessUnderTest registry, EventPages pages, string port) =>
        ServiceProcessUnderTest.StartAsync(
            "Maas.ApiGateway",
            "--registry", registry.AddressOf("gRPC").OriginalString, "--http-port", port, "--allowed-origins", pages.Origin);

    private static Task<CreateModelResponse> CreateAsync(ModelRegistryClient models, string name) => models.CreateModelAsync(
        new CreateModelRequest { Name = name, Version = "1", Framework = "onnx" }, cancellationToken: Cancelled);
}
