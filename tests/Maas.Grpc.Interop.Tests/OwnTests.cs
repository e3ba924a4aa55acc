using System.Net;
using System.Net.Sockets;
using Maas.Grpc.Interop.Client;
using Maas.Testing;

namespace Maas.Grpc.Interop.Tests;

public class OwnTests(OwnRun run) : IClassFixture<OwnRun>
{
    public static TheoryData<string> AllCases => new(Cases.All.Keys);

    [Theory]
    [MemberData(nameof(AllCases))]
    public void OurClient_OnOurServer_Passes(string testCase) => run.Client.ShouldHavePassed(testCase);

    [Fact]
    public void OurServer_WithOurClient_HasNothingToWarnOf() => run.ServerErrors.ShouldBeEmpty();

    [Fact]
    public async Task Client_OfAServerThatIsNotThere_FailsAndSaysWhy()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)silent.LocalEndPoint!).Port;

        var (exitCode, output) = await ClientAsync("--server_port", $"{port}", "--test_case", "empty_unary", "--use_tls", "false");

        exitCode.ShouldBe(1);
        output.ShouldContain("{\"case\":\"empty_unary\",\"passed\":false,");
        output.ShouldContain("empty_unary failed: ");
    }

    [Theory]
    [InlineData("--test_case=full_unary", "'full_unary' is not one of empty_unary, ")]
    [InlineData("--test_case=empty_unary,", "--server_port")]
    [InlineData("--use_tls=true", "--use_tls: must be false")]
    public async Task Client_WithWrongFlags_FailsAndSaysWhy(string flag, string message)
    {
        var (exitCode, output) = await ClientAsync(flag);

        exitCode.ShouldBe(1);
        output.ShouldContain(message);
    }

    private static Task<(int ExitCode, string Output)> ClientAsync(params string[] flags)
    {
        var client = CommandLine.Ours("client");
        return Tool.RunAsync(client.Program, [.. client.Arguments, .. flags], Repository.Root, TestContext.Current.CancellationToken);
    }
}
