using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;
using Status = Grpc.Core.Status;

namespace Maas.Grpc.Server.Tests;

/// <summary>google.rpc.Status with ErrorInfo behind every error, whoever found it.</summary>
public class RichErrorTests
{
    private static readonly byte[] Hi = [10, 2, (byte)'h', (byte)'i'];

    public static TheoryData<string, byte[], string, string> Refusals => new()
    {
        { "/echo.Echo/Nothing", RawClient.Frame(0, 4, Hi), "", "METHOD_UNKNOWN" },
        { "/echo.Echo/Say", [], "", "REQUEST_MESSAGE_COUNT" },
        { "/echo.Echo/Say", [.. RawClient.Frame(0, 4, Hi), .. RawClient.Frame(0, 4, Hi)], "", "REQUEST_MESSAGE_COUNT" },
        { "/echo.Echo/Repeat", [.. RawClient.Frame(0, 4, Hi), .. RawClient.Frame(0, 4, Hi)], "", "REQUEST_MESSAGE_COUNT" },
        { "/echo.Echo/Say", RawClient.Frame(0, uint.MaxValue), "", "REQUEST_TOO_LARGE" },
        { "/echo.Echo/Collect", RawClient.Frame(0, uint.MaxValue), "", "REQUEST_TOO_LARGE" },
        { "/echo.Echo/Say", RawClient.Frame(0, 9, Hi), "", "REQUEST_MALFORMED" },
        { "/echo.Echo/Chat", RawClient.Frame(0, 9, Hi), "", "REQUEST_MALFORMED" },
        { "/echo.Echo/Say", RawClient.Frame(0, 4, 255, 255, 255, 255), "", "REQUEST_MALFORMED" },
        { "/echo.Echo/Say", RawClient.Frame(0, 4, Hi), "grpc-encoding: snappy", "ENCODING_UNKNOWN" },
        { "/echo.Echo/Say", RawClient.Frame(0, 4, Hi), "grpc-timeout: soon", "TIMEOUT_MALFORMED" },
        { "/echo.Echo/Chat", RawClient.Frame(0, 4, Hi), "grpc-timeout: 0n", "DEADLINE_PASSED" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refusal_ByTheServer_HasItsReason(string path, byte[] body, string header, string reason)
    {
        await using var server = await RunningServer.StartAsync(options => options.ErrorDomain = "models.example");
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(body, path, headers: header.Split(": ") is [var name, var value] ? [(name, value)] : []);

        var status = DetailsOf(reply);
        status.Code.ToString().ShouldBe(reply.GrpcStatus);
        status.Message.ShouldNotBeEmpty();
        status.Details.ShouldHaveSingleItem().Unpack<ErrorInfo>().ShouldBe(new ErrorInfo { Type = reason, Domain = "models.example" });
    }

    [Fact]
    public async Task Error_OfTheHandler_HasItsCodeAsReason()
    {
        await using var server = await RunningServer.StartAsync(options => options.ErrorDomain = "models.example");
        server.Service.OnSay = (_, context) =>
        {
            context.ResponseTrailers.Add("set", "1");
            throw new RpcException(new Status(StatusCode.FailedPrecondition, new string('模', 5000)));
        };

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

        var status = failure.GetRpcStatus().ShouldNotBeNull();
        status.GetDetail<ErrorInfo>().ShouldNotBeNull().Type.ShouldBe("FAILED_PRECONDITION");
        status.Message.ShouldBe(failure.Status.Detail);
        failure.Trailers.GetValue("set").ShouldBe("1");
    }

    [Fact]
    public async Task Exception_OfTheHandler_HasAReasonAndNothingInternal()
    {
        await using var server = await RunningServer.StartAsync(options => options.ErrorDomain = "models.example");
        server.ExpectsErrors = true;
        server.Service.OnSay = (_, _) => throw new InvalidOperationException("secret");

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

        var status = failure.GetRpcStatus().ShouldNotBeNull();
        status.GetDetail<ErrorInfo>().ShouldNotBeNull().Type.ShouldBe("HANDLER_FAILED");
        status.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task Details_OfTheHandler_AreSentAsTheyAre()
    {
        await using var server = await RunningServer.StartAsync(options => options.ErrorDomain = "models.example");
        var chosen = new Google.Rpc.Status
        {
            Code = (int)StatusCode.NotFound,
            Message = "no",
            Details = { Any.Pack(new ErrorInfo { Type = "MODEL_NOT_FOUND", Domain = "other" }) },
        };
        server.Service.OnSay = (_, _) => throw chosen.ToRpcException();

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

        failure.GetRpcStatus().ShouldBe(chosen);
    }

    [Fact]
    public async Task Error_WithoutADomain_HasNoDetails()
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync([], "/echo.Echo/Nothing");

        reply.Headers.Keys.ShouldNotContain("grpc-status-details-bin");
    }

    private static Google.Rpc.Status DetailsOf(RawReply reply)
    {
        var metadata = new Metadata();
        var text = reply.Headers.GetValueOrDefault("grpc-status-details-bin") ?? reply.Trailers["grpc-status-details-bin"];
        Maas.Grpc.Protocol.MetadataReader.Add(metadata, "grpc-status-details-bin", text);
        return metadata.GetRpcStatus().ShouldNotBeNull();
    }
}
