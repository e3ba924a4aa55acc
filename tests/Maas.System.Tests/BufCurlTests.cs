using System.Text.Json.Nodes;
using Maas.Testing;

namespace Maas.SystemTests;

/// <summary>A tool that has none of our .proto files asks the registry for them.</summary>
public class BufCurlTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    public static TheoryData<string> ReflectionProtocols => ["grpc-v1", "grpc-v1alpha"];

    [Theory]
    [MemberData(nameof(ReflectionProtocols))]
    public async Task ListServices_NamesOurs(string reflection) => (await CurlAsync(reflection, "--list-services", "")).Split('\n').ShouldBe(
    [
        "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
        "maas.v1.WatchService", "model.ModelService",
    ]);

    [Theory]
    [MemberData(nameof(ReflectionProtocols))]
    public async Task ListMethods_NamesThemAll(string reflection) => (await CurlAsync(reflection, "--list-methods", "")).Split('\n').ShouldBe(
    [
        "grpc.health.v1.Health/Check",
        "grpc.health.v1.Health/List",
        "grpc.health.v1.Health/Watch",
        "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        "maas.v1.WatchService/Watch",
        "model.ModelService/AddModelTags",
        "model.ModelService/CreateModel",
        "model.ModelService/DeleteModel",
        "model.ModelService/GetModel",
        "model.ModelService/GetModelMetadata",
        "model.ModelService/ListModels",
        "model.ModelService/RemoveModelTags",
        "model.ModelService/SetModelMetadata",
        "model.ModelService/UpdateModel",
        "model.ModelService/UpdateModelStatus",
    ]);

    [Theory]
    [MemberData(nameof(ReflectionProtocols))]
    public async Task Calls_AreMadeFromJsonAndAnsweredInJson(string reflection)
    {
        var made = await CallAsync(
            reflection, "model.ModelService/CreateModel", $$"""{"name": "by-{{reflection}}", "version": "1", "framework": "onnx", "tags": ["cv"]}""");
        var read = await CallAsync(reflection, "model.ModelService/GetModel", $$"""{"id": "{{made["model"]!["id"]}}"}""");
        var health = await CallAsync(reflection, "grpc.health.v1.Health/Check", """{"service": "model.ModelService"}""");

        read["model"]!.ToJsonString().ShouldBe(made["model"]!.ToJsonString());
        ((string)read["model"]!["name"]!).ShouldBe($"by-{reflection}");
        ((string)health["status"]!).ShouldBe("SERVING");
    }

    [Fact]
    public async Task Reflection_TurnedOff_IsNotServed()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningSystem.ServeAsync(folder.Path, "--reflection", "false");

        var (exitCode, output) = await RunAsync(service.AddressOf("gRPC"), "grpc-v1", "--list-services", "");

        exitCode.ShouldNotBe(0, output);
        output.ShouldContain("unimplemented");
        service.LoggedErrors.ShouldBeEmpty();
    }

    private async Task<JsonNode> CallAsync(string reflection, string method, string request) =>
        JsonNode.Parse(await CurlAsync(reflection, "-d", request, method))!;

    private async Task<string> CurlAsync(string reflection, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(system.GrpcAddress, reflection, arguments);
        exitCode.ShouldBe(0, output);
        return output.Trim();
    }

    /// <param name="registry">Where the registry is.</param>
    /// <param name="reflection">Which of the two protocols asks it.</param>
    /// <param name="arguments">What to do; the last one is the path.</param>
    private static Task<(int ExitCode, string Output)> RunAsync(Uri registry, string reflection, params ReadOnlySpan<string> arguments) => Tool.RunAsync(
        Repository.PathOf("eng", "buf", "node_modules", ".bin", "buf"),
        [
            "curl", "--http2-prior-knowledge", "--protocol", "grpc", "--reflect", "--reflect-protocol", reflection,
            .. arguments[..^1], new Uri(registry, arguments[^1]).AbsoluteUri.TrimEnd('/'),
        ],
        Repository.Root,
        TestContext.Current.CancellationToken);
}
