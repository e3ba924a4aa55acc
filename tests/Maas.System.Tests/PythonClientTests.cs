using Maas.Testing;

namespace Maas.SystemTests;

public class PythonClientTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    [Fact]
    public async Task APythonPeer_CallsEveryRpc_AndSeesTheSeedsStatusCodes()
    {
        using var stubs = new TemporaryFolder();
        (await RunAsync(
            "-m", "grpc_tools.protoc", $"-I{Repository.PathOf("shared", "proto")}",
            $"--python_out={stubs.Path}", $"--grpc_python_out={stubs.Path}", "model.proto")).ShouldBe((0, ""));

        var client = Path.Combine(AppContext.BaseDirectory, "Python", "model_client.py");
        var (exitCode, output) = await RunAsync(
            "-c", $"import runpy, sys; sys.path.insert(0, '{stubs.Path}'); sys.argv = ['', '{system.GrpcAddress.Authority}']; runpy.run_path('{client}', run_name='__main__')");

        output.Trim().ShouldBe(
            "ABORTED ALREADY_EXISTS AddModelTags CreateModel DeleteModel GetModel GetModelMetadata INVALID_ARGUMENT ListModels NOT_FOUND "
            + "RemoveModelTags SetModelMetadata UpdateModel UpdateModelStatus");
        exitCode.ShouldBe(0);
    }

    private static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        Tool.RunAsync(Tool.Python, arguments, Repository.Root, TestContext.Current.CancellationToken);
}
