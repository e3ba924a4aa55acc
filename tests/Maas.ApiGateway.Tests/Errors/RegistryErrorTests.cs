using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Maas.ApiGateway.Errors;
using Maas.ApiGateway.Tests.Running;
using Maas.Grpc.Protocol;
using Microsoft.Extensions.Logging;
using Status = Grpc.Core.Status;

namespace Maas.ApiGateway.Tests.Errors;

public class RegistryErrorTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    public static TheoryData<StatusCode> Codes() => [.. System.Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK)];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Error_OfEveryCode_IsAProblemOfItsStatus(StatusCode code)
    {
        Registry.Throw(new RpcException(new Status(code, "what the registry says")));

        using var response = await SendAsync("GET", $"{Models}/{Id}");

        ExpectsErrorLogs = HttpStatus.Of(code) == 500;
        var problem = await ReadProblemAsync(response, HttpStatus.Of(code), GrpcStatus.NameOf(code));
        problem.ContainsKey("errors").ShouldBeFalse();
    }

    [Theory]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unknown)]
    [InlineData(StatusCode.DataLoss)]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    public async Task Error_OfOurs_TellsNothingInternalAndIsLoggedUnderItsRequestId(StatusCode code)
    {
        ExpectsErrorLogs = true;
        Registry.Throw(new RpcException(new Status(code, "secret at 10.0.0.1")));

        using var response = await SendAsync("GET", $"{Models}/{Id}", null, ("X-Request-ID", "find-me"));

        (await response.Content.ReadAsStringAsync(Cancelled)).ShouldNotContain("secret");
        var log = Logs.All.Single(log => log.EventId is >= 3000 and < 3003);
        log.Message.ShouldContain("find-me");
        $"{log.Message} {log.Exception?.Message}".ShouldContain("secret");
    }

    [Fact]
    public async Task Error_UnavailableInTheRegistrysOwnWords_IsPassedOn()
    {
        Registry.Throw(new Google.Rpc.Status
        {
            Code = (int)StatusCode.Unavailable,
            Message = "The database is unavailable; nothing was changed.",
            Details = { Any.Pack(new ErrorInfo { Domain = "maas", Type = "STORE_UNAVAILABLE" }) },
        }.ToRpcException());

        using var response = await SendAsync("GET", $"{Models}/{Id}");

        var problem = await ReadProblemAsync(response, 503, "UNAVAILABLE");
        problem["detail"]!.GetValue<string>().ShouldBe("The database is unavailable; nothing was changed.");
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, 503)]
    [InlineData(StatusCode.DeadlineExceeded, 504)]
    public async Task Error_AfterWhichTheOutcomeIsUnknown_SaysSoForAChangeAlone(StatusCode code, int status)
    {
        Registry.Throw(new RpcException(new Status(code, "gone")));

        using var change = await SendAsync("DELETE", $"{Models}/{Id}");
        using var read = await SendAsync("GET", $"{Models}/{Id}");

        (await ReadProblemAsync(change, status, GrpcStatus.NameOf(code)))["detail"]!.GetValue<string>().ShouldContain("is not known");
        (await ReadProblemAsync(read, status, GrpcStatus.NameOf(code)))["detail"]!.GetValue<string>().ShouldNotContain("is not known");
    }

    [Fact]
    public async Task Error_OfTheGatewayItself_Is500WithNothingInternal()
    {
        ExpectsErrorLogs = true;
        Registry.Answer(_ => new Contract.GetModelResponse());

        using var response = await SendAsync("GET", $"{Models}/{Id}");

        await ReadProblemAsync(response, 500, "INTERNAL");
        Logs.All.Single(log => log.EventId == 3000).Level.ShouldBe(LogLevel.Error);
    }

    [Fact]
    public async Task Error_Unavailable_SaysWhenToTryAgain()
    {
        Registry.Throw(new RpcException(new Status(StatusCode.Unavailable, "")));

        using var response = await SendAsync("GET", Models);

        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Error_Unauthenticated_NamesTheScheme()
    {
        Registry.Throw(new RpcException(new Status(StatusCode.Unauthenticated, "Who are you?")));

        using var response = await SendAsync("GET", Models);

        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Fact]
    public async Task Error_WithFieldsAtFault_NamesThemAsRestDoes()
    {
        Registry.Throw(Invalid(("name", "must not be empty"), ("tags", "tag 1 is bad"), ("tags", "tag 2 is bad"), ("model_id", "is no UUID"), ("request_id", "is used"), ("", "is too large")));

        using var response = await SendAsync("POST", Models, "{}");

        var problem = await ReadProblemAsync(response, 400, "INVALID_ARGUMENT");
        problem["errors"]!.ToJsonString().ShouldBe(
            """{"name":["must not be empty"],"tags":["tag 1 is bad","tag 2 is bad"],"id":["is no UUID"],"Idempotency-Key":["is used"],"body":["is too large"]}""");
        problem["detail"]!.GetValue<string>().ShouldBe("The request is not valid.");
    }

    [Fact]
    public async Task Error_WithUnreadableDetails_KeepsItsStatus()
    {
        var trailers = new Metadata { { "grpc-status-details-bin", new byte[] { 0xFF, 0xFF } } };
        Registry.Throw(new RpcException(new Status(StatusCode.NotFound, "No such model."), trailers));

        using var response = await SendAsync("GET", $"{Models}/{Id}");

        await ReadProblemAsync(response, 404, "NOT_FOUND");
        Logs.All.ShouldContain(log => log.EventId == 3004);
    }

    private static RpcException Invalid(params (string Field, string Description)[] violations)
    {
        var bad = new BadRequest();
        bad.FieldViolations.AddRange(violations.Select(violation =>
            new BadRequest.Types.FieldViolation { Field = violation.Field, Description = violation.Description }));
        var status = new Google.Rpc.Status { Code = (int)StatusCode.InvalidArgument, Details = { Any.Pack(new ErrorInfo()), Any.Pack(bad) } };
        return new RpcException(
            new Status(StatusCode.InvalidArgument, "The request is not valid."),
            new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }
}
