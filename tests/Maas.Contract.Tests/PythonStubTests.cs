using Maas.Testing;

namespace Maas.Contract.Tests;

public class PythonStubTests
{
    [Fact]
    public async Task TheSeedsCommand_MakesStubsThatPythonImports()
    {
        using var folder = new TemporaryFolder();
        var proto = Directory.CreateDirectory(Path.Combine(folder.Path, "shared", "proto"));
        File.Copy(Repository.PathOf("shared", "proto", "model.proto"), Path.Combine(proto.FullName, "model.proto"));

        (await PythonAsync(
            folder.Path,
            "-m", "grpc_tools.protoc", "-I", "shared/proto", "--python_out=shared/proto", "--grpc_python_out=shared/proto", "shared/proto/model.proto"))
            .ShouldBe((0, ""));

        Directory.GetFiles(proto.FullName, "*.py").Select(Path.GetFileName).Order().ShouldBe(["model_pb2.py", "model_pb2_grpc.py"]);
        (await PythonAsync(proto.FullName, "-c", "import model_pb2_grpc; print(model_pb2_grpc.ModelServiceStub.__name__)"))
            .ShouldBe((0, "ModelServiceStub\n"));
    }

    private static Task<(int ExitCode, string Output)> PythonAsync(string folder, params string[] arguments) =>
        Tool.RunAsync(Tool.Python, arguments, folder, TestContext.Current.CancellationToken);
}
