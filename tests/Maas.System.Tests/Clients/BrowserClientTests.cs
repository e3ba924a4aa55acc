using Maas.Testing;

namespace Maas.SystemTests.Clients;

/// <summary>The TypeScript client in a real browser, on pages of another origin than the gateway's.</summary>
[Collection(SharedTypeScriptClient.Name)]
public sealed class BrowserClientTests(TypeScriptClient client)
{
    [Fact]
    public async Task Chromium_AcrossOrigins_IsServedWhereAllowedAndRefusedOtherwise()
    {
        using var folder = new TemporaryFolder();
        await using var pages = await client.StartAsync("examples/web/serve.js", "Serving ");
        await using var open = await RunningSystem.ServeAsync(folder.File("open"), "--allowed-origins", pages.Announced);
        await using var other = await RunningSystem.ServeAsync(folder.File("other"), "--allowed-origins", "http://elsewhere.example");
        await using var none = await RunningSystem.ServeAsync(folder.File("none"));

        var passed = await client.PassAsync(
            "browser/browser.test.js",
            $"MAAS_PAGES={pages.Announced}",
            $"MAAS_GATEWAY={Address(open, "REST")}",
            $"MAAS_REGISTRY={Address(open, "gRPC")}",
            $"MAAS_CLOSED_GATEWAYS={Address(other, "REST")} {Address(none, "REST")}",
            $"MAAS_CLOSED_REGISTRIES={Address(other, "gRPC")} {Address(none, "gRPC")}");

        passed.ShouldBeGreaterThanOrEqualTo(10);
        new[] { open, other, none }.SelectMany(system => system.LoggedErrors).ShouldBeEmpty();
    }

    private static string Address(ServiceProcessUnderTest system, string label) => system.AddressOf(label).GetLeftPart(UriPartial.Authority);
}
