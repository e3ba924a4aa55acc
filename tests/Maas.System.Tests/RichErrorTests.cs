using Google.Rpc;
using Maas.Testing;

namespace Maas.SystemTests;

/// <summary>google.rpc.Status in the registry's errors, which a client in any language reads in full.</summary>
public sealed class RichErrorTests(RunningSystem system) : IClassFixture<RunningSystem>, IAsyncLifetime
{
    private const string UnknownFramework = "'中文' is unknown; it is one of pytorch, tensorflow, onnx, sklearn, xgboost, custom";

    private string _id = "";
    private string _staleEtag = "";

    private ErrorReport[] Expected =>
    [
        Error("malformed id", Code.InvalidArgument, "INVALID_ARGUMENT", "INVALID_FIELDS", "id: 'not-a-uuid' is not a UUID") with
        {
            Details = ["google.rpc.ErrorInfo", "google.rpc.BadRequest"],
            Fields = [new("id", "'not-a-uuid' is not a UUID")],
        },
        Error(
            "wrong fields", Code.InvalidArgument, "INVALID_ARGUMENT", "INVALID_FIELDS",
            $"name: must not be empty; version: must not be empty; framework: {UnknownFramework}; and 2 more") with
        {
            Details = ["google.rpc.ErrorInfo", "google.rpc.BadRequest"],
            Fields =
            [
                new("name", "must not be empty"),
                new("version", "must not be empty"),
                new("framework", UnknownFramework),
                new("tags", "tag 1 must not be empty"),
                new("size", "is -1; it must not be negative"),
            ],
        },
        Error(
            "stale etag", Code.Aborted, "ABORTED", "STALE_ETAG",
            $"Model '{_id}' has changed: the etag sent is not its current one. Read it again.") with
        {
            Details = ["google.rpc.ErrorInfo", "google.rpc.PreconditionFailure"],
            Preconditions = [new("ETAG", $"models/{_id}", "The etag sent is not the model's current one.")],
        },
        Error("unknown id", Code.NotFound, "NOT_FOUND", "MODEL_NOT_FOUND", "Model '01900000-0000-7000-8000-000000000000' does not exist."),
        Error("unknown method", Code.Unimplemented, "UNIMPLEMENTED", "METHOD_UNKNOWN", "The server has no such method."),
        Error(
            "request too large", Code.ResourceExhausted, "RESOURCE_EXHAUSTED", "REQUEST_TOO_LARGE",
            "The request of 4194326 bytes is over the limit of 4194304."),
    ];

    public async ValueTask InitializeAsync()
    {
        var name = $"changed-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}";
        var model = await system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel(name));
        _id = model.Id;
        _staleEtag = model.Text("etag");
        (await system.Http.SendJsonAsync(HttpMethod.Put, $"/api/v1/models/{_id}", """{"description":"changed"}""")).Status.ShouldBe(200);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Errors_ReadInCSharp_SayAll() => ShouldSayAll(await new OwnErrorReader(system.GrpcAddress, _id, _staleEtag).ReadAsync());

    [Fact]
    public async Task Errors_ReadInPython_SayAll() => ShouldSayAll(await ReadAsync(Tool.Python, Source("python", "error_reader.py")));

    [Fact]
    public async Task Errors_ReadInNode_SayAll() => ShouldSayAll(await ReadAsync("node", Source("node", "error_reader.js")));

    [Fact]
    public async Task Errors_ReadInGo_SayAll()
    {
        using var folder = new TemporaryFolder();
        (await Tool.RunAsync(Source("go", "build"), [folder.Path], Repository.Root, TestContext.Current.CancellationToken)).ShouldBe((0, ""));

        ShouldSayAll(await ReadAsync(folder.File("errorreader")));
    }

    private static string Source(string language, string file) => Repository.PathOf("tests", "Maas.System.Tests", "Peers", language, file);

    private static ErrorReport Error(string call, Code code, string name, string reason, string message) =>
        new(call, name, message, (int)code, message, ["google.rpc.ErrorInfo"], reason, "maas", [], []);

    private async Task<ErrorReport[]> ReadAsync(string program, params string[] arguments)
    {
        var (exitCode, output) = await Tool.RunAsync(
            program, [.. arguments, system.GrpcAddress.Authority, _id, _staleEtag], Repository.Root, TestContext.Current.CancellationToken);

        exitCode.ShouldBe(0, $"{output}eng/test installs what the peers need.");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ErrorReport.Parse)];
    }

    private void ShouldSayAll(ErrorReport[] reports) =>
        string.Join('\n', reports.AsEnumerable()).ShouldBe(string.Join('\n', Expected.AsEnumerable()));
}
