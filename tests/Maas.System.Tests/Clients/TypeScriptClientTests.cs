using Maas.Testing;

namespace Maas.SystemTests.Clients;

/// <summary>The TypeScript client in Node, against the real registry and gateway.</summary>
[Collection(SharedTypeScriptClient.Name)]
public sealed class TypeScriptClientTests(TypeScriptClient client, RunningSystem system) : IClassFixture<RunningSystem>
{
    private const int CallsAndErrors = 26;

    [Fact]
    public async Task Client_OnItsOwn_PassesItsTests() => (await client.PassAsync("unit")).ShouldBeGreaterThanOrEqualTo(250);

    [Fact]
    public async Task EveryCallAndError_OverGrpc_IsAsDocumented() =>
        (await client.PassAsync("system/grpc.test.js", Registry)).ShouldBeGreaterThanOrEqualTo(CallsAndErrors);

    [Fact]
    public async Task EveryCallAndError_OverGrpcWeb_IsAsDocumented() =>
        (await client.PassAsync("system/web.test.js", Gateway)).ShouldBeGreaterThanOrEqualTo(CallsAndErrors);

    [Fact]
    public async Task Documentation_EveryBlock_Runs() =>
        (await client.PassAsync("system/documentation.test.js", Registry, Gateway)).ShouldBe(1);

    [Fact]
    public async Task Quickstart_PrintsWhatItDid() => (await client.RunAsync("examples/quickstart.js", Registry)).ShouldBe((0, """
        registered version 1.0.0, pending
        found version 1.0.0 with tags cv, demo
        NOT_FOUND MODEL_NOT_FOUND: Model '01900000-0000-7000-8000-000000000000' does not exist.
        INVALID_ARGUMENT name: must not be empty
        INVALID_ARGUMENT framework: 'fortran' is unknown; it is one of pytorch, tensorflow, onnx, sklearn, xgboost, custom

        """));

    [Fact]
    public Task WatchExample_RegistryRestarted_TellsOfEveryChangeOnce() => WatchedRestart.ExpectAsync(
        "node", [Repository.PathOf("clients", "typescript", "build", "examples", "watch.js")],
        address => address.GetLeftPart(UriPartial.Authority));

    private string Gateway => $"MAAS_GATEWAY={system.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}";

    private string Registry => $"MAAS_REGISTRY={system.GrpcAddress.GetLeftPart(UriPartial.Authority)}";
}
