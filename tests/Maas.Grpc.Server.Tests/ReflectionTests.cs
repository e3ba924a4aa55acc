using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Alpha = Grpc.Reflection.V1Alpha;
using InfoCall = Grpc.Core.AsyncDuplexStreamingCall<
    Grpc.Reflection.V1.ServerReflectionRequest, Grpc.Reflection.V1.ServerReflectionResponse>;

namespace Maas.Grpc.Server.Tests;

public class ReflectionTests
{
    private const string Reflected = "reflected.proto";
    private const string Descriptors = "google/protobuf/descriptor.proto";
    private const string Timestamp = "google/protobuf/timestamp.proto";

    private WebApplication? _app;

    [Fact]
    public async Task ListServices_NamesEveryMappedService_Sorted()
    {
        await using var server = await StartAsync();
        using var call = Ask(server);

        var answer = await AnswerAsync(call, new ServerReflectionRequest { ListServices = "whatever" });

        answer.ListServicesResponse.Service.Select(service => service.Name).ShouldBe(
        [
            "echo.Echo",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection",
            "reflected.Reflected",
        ]);
    }

    [Theory]
    [InlineData("reflected.Reflected")]
    [InlineData("reflected.Reflected.Show")]
    [InlineData("reflected.Thing")]
    [InlineData("reflected.Thing.Part")]
    [InlineData("reflected.Thing.Part.made_at")]
    [InlineData("reflected.Thing.PartsEntry")]
    [InlineData("reflected.Thing.content")]
    [InlineData("reflected.Thing.color")]
    [InlineData("reflected.Thing.Size")]
    [InlineData("reflected.Thing.SIZE_LARGE")]
    [InlineData("reflected.Thing.shown")]
    [InlineData("reflected.Color")]
    [InlineData("reflected.COLOR_RED")]
    [InlineData("reflected.note")]
    public async Task FileContainingSymbol_FindsWhateverAFileDeclares(string symbol)
    {
        await using var server = await StartAsync();
        using var call = Ask(server);

        NamesIn(await AnswerAsync(call, Symbol(symbol))).ShouldBe([Reflected, Descriptors, Timestamp]);
    }

    [Theory]
    [InlineData("reflected")]
    [InlineData("reflected.Nothing")]
    [InlineData("reflected.Color.COLOR_RED")]
    [InlineData("Thing")]
    [InlineData("")]
    public async Task FileContainingSymbol_OfWhatIsNotDeclared_IsNotFound_AndTheStreamGoesOn(string symbol)
    {
        await using var server = await StartAsync();
        using var call = Ask(server);

        (await AnswerAsync(call, Symbol(symbol))).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
        NamesIn(await AnswerAsync(call, Symbol("echo.Echo"))).ShouldBe(["echo.proto"]);
    }

    [Fact]
    public async Task Files_ThatTheStreamHasCarried_AreNotImportedAgain()
    {
        await using var server = await StartAsync();
        using var call = Ask(server);

        NamesIn(await AnswerAsync(call, File(Timestamp))).ShouldBe([Timestamp]);
        NamesIn(await AnswerAsync(call, File(Reflected))).ShouldBe([Reflected, Descriptors]);
        NamesIn(await AnswerAsync(call, File(Reflected))).ShouldBe([Reflected]);

        using var another = Ask(server);
        NamesIn(await AnswerAsync(another, File(Reflected))).ShouldBe([Reflected, Descriptors, Timestamp]);
    }

    [Fact]
    public async Task FileByFilename_OfAnUnknownFile_IsNotFound()
    {
        await using var server = await StartAsync();
        using var call = Ask(server);

        var answer = await AnswerAsync(call, File(new string('x', 1000)));

        answer.ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
        answer.ErrorResponse.ErrorMessage.ShouldBe($"The server has no file '{new string('x', 100)}'.");
    }

    [Theory]
    [InlineData("google.protobuf.MessageOptions", 50001)]
    [InlineData("google.protobuf.FieldOptions", 50002)]
    [InlineData("reflected.Thing")]
    public async Task AllExtensionNumbersOfType_OfAKnownMessage_AreListed(string message, params int[] expected)
    {
        await using var server = await StartAsync();
        using var call = Ask(server);

        var answer = (await AnswerAsync(call, new ServerReflectionRequest { AllExtensionNumbersOfType = message })).AllExtensionNumbersResponse;

        answer.BaseTypeName.ShouldBe(message);
        answer.ExtensionNumber.ShouldBe(expected);
    }

    [Theory]
    [InlineData("reflected.Nothing")]
    [InlineData("reflected.Color")]
    public async Task AllExtensionNumbersOfType_OfWhatIsNoMessage_IsNotFound(string name)
    {
        await using var server = await StartAsync();
        using var call = Ask(server);

        (await AnswerAsync(call, new ServerReflectionRequest { AllExtensionNumbersOfType = name })).ErrorResponse.ErrorCode
            .ShouldBe((int)StatusCode.NotFound);
    }

    [Fact]
    public async Task FileContainingExtension_FindsTheFileThatDeclaresIt()
    {
        await using var server = await StartAsync();
        using var call = Ask(server);

        NamesIn(await AnswerAsync(call, Extension("google.protobuf.FieldOptions", 50002))).ShouldBe([Reflected, Descriptors, Timestamp]);
        foreach (var unknown in new[] { Extension("google.protobuf.FieldOptions", 1), Extension("reflected.Thing", 1), Extension("nothing", 1) })
        {
            (await AnswerAsync(call, unknown)).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
        }
    }

    [Fact]
    public async Task ARequestThatAsksForNothing_IsInvalid_AndTheStreamGoesOn()
    {
        await using var server = await StartAsync();
        using var call = Ask(server);

        var answer = await AnswerAsync(call, new ServerReflectionRequest { Host = "here" });

        answer.ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.InvalidArgument);
        NamesIn(await AnswerAsync(call, File("echo.proto"))).ShouldBe(["echo.proto"]);
    }

    [Fact]
    public async Task Answers_RepeatHostAndQuestion()
    {
        await using var server = await StartAsync();
        using var call = Ask(server);
        var question = new ServerReflectionRequest { Host = "registry.example", FileContainingSymbol = "echo.Words" };

        var answer = await AnswerAsync(call, question);

        answer.ValidHost.ShouldBe("registry.example");
        answer.OriginalRequest.ShouldBe(question);
    }

    [Fact]
    public async Task AStream_EndsWhenItsClientHasAskedAll()
    {
        await using var server = await StartAsync();
        using var call = Ask(server);
        await AnswerAsync(call, File("echo.proto"));

        await call.RequestStream.CompleteAsync().Bounded();

        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    // It would come back in an answer over the limit of a message.
    [Fact]
    public async Task ARequestOfMegabytes_EndsTheStream()
    {
        await using var server = await StartAsync();
        using var call = Ask(server);

        var failure = await Should.ThrowAsync<RpcException>(AnswerAsync(call, Symbol(new string('x', 4_000_000))));

        failure.StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task AStream_OnAServerThatStops_Ends()
    {
        await using var server = await StartAsync();
        using var call = Ask(server);
        await AnswerAsync(call, File("echo.proto"));

        _app!.Lifetime.StopApplication();

        (await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded())).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task TheOlderName_AnswersTheSame()
    {
        await using var server = await StartAsync();
        using var call = Ask(server);
        using var older = new Alpha.ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        ServerReflectionRequest[] questions =
        [
            new() { ListServices = "" }, Symbol("reflected.Thing"), Symbol("nothing"), File("echo.proto"),
            Extension("google.protobuf.MessageOptions", 50001), new() { AllExtensionNumbersOfType = "google.protobuf.FieldOptions" },
        ];

        foreach (var question in questions)
        {
            var expected = await AnswerAsync(call, question);
            await older.RequestStream.WriteAsync(Alpha.ServerReflectionRequest.Parser.ParseFrom(question.ToByteString())).Bounded();
            (await older.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
            older.ResponseStream.Current.ToByteString().ShouldBe(expected.ToByteString());
        }
    }

    [Fact]
    public async Task MapGrpcReflectionService_WithoutItsServices_SaysWhatIsMissing()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        Should.Throw<InvalidOperationException>(() => app.MapGrpcReflectionService()).Message.ShouldContain("AddGrpcReflection");
    }

    private Task<RunningServer> StartAsync() => RunningServer.StartAsync(
        services: services =>
        {
            services.AddGrpcHealthChecks();
            services.AddGrpcReflection();
        },
        map: app =>
        {
            _app = app;
            app.MapGrpcService<ReflectedService>();
            app.MapGrpcReflectionService();
            app.MapGrpcHealthChecksService();
        });

    private static InfoCall Ask(RunningServer server) => new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();

    private static ServerReflectionRequest File(string name) => new() { FileByFilename = name };

    private static ServerReflectionRequest Symbol(string fullName) => new() { FileContainingSymbol = fullName };

    private static ServerReflectionRequest Extension(string message, int number) =>
        new() { FileContainingExtension = new ExtensionRequest { ContainingType = message, ExtensionNumber = number } };

    private static async Task<ServerReflectionResponse> AnswerAsync(InfoCall call, ServerReflectionRequest question)
    {
        await call.RequestStream.WriteAsync(question).Bounded();
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        return call.ResponseStream.Current;
    }

    private static IEnumerable<string> NamesIn(ServerReflectionResponse answer) =>
        answer.FileDescriptorResponse.FileDescriptorProto.Select(file => FileDescriptorProto.Parser.ParseFrom(file).Name);
}
