using Maas.Testing;

namespace Maas.SystemTests;

public class HeaderLimitTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    [Fact]
    public async Task Metadata_OverTheLimit_FailsItsCallAndNoOtherOfTheConnection()
    {
        var (exitCode, output) = await Tool.RunAsync(
            Tool.Python,
            [Repository.PathOf("tests", "Maas.System.Tests", "Peers", "python", "long_metadata.py"), system.GrpcAddress.Authority],
            Repository.Root,
            TestContext.Current.CancellationToken);

        // HTTP's 431, which gRPC has no code for (http-grpc-status-mapping.md).
        output.ShouldBe("UNKNOWN\nwatching\n");
        exitCode.ShouldBe(0);
    }
}
