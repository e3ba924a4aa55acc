using Maas.Testing;

namespace Maas.SystemTests;

public class PythonClientTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    [Fact]
    public async Task APythonPeer_CallsEveryRpc_AndSeesTheSeedsStatusCodes()
    {
        var (exitCode, output) = await Tool.RunAsync(
            Tool.Python,
            [Repository.PathOf("tests", "Maas.System.Tests", "Peers", "python", "model_client.py"), system.GrpcAddress.Authority],
            Repository.Root,
            TestContext.Current.CancellationToken);

        output.Trim().ShouldBe(
            "ABORTED ALREADY_EXISTS AddModelTags CreateModel DeleteModel GetModel GetModelMetadata INVALID_ARGUMENT ListModels NOT_FOUND "
            + "RemoveModelTags SetModelMetadata UpdateModel UpdateModelStatus");
        exitCode.ShouldBe(0);
    }
}
