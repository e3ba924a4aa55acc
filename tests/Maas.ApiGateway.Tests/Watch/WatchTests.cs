using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Maas.ApiGateway.Tests.Running;
using Maas.Contract.V1;
using Status = Grpc.Core.Status;

namespace Maas.ApiGateway.Tests.Watch;

/// <summary>Changes as server-sent events.</summary>
public class WatchTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    private const string Path = "/api/v1/watch";

    [Fact]
    public async Task Watch_FromNow_TellsItsPlaceAtOnceAndThenChanges()
    {
        RegistryWatch.Append();
        await using var events = await OpenAsync(Path);

        var (name, data) = await events.NextAsync();
        (name, data.ToJsonString(), events.LastEventId).ShouldBe(("progress", """{"revision":1}""", "1"));
        events.Retry.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
        RegistryWatch.Append(change => change.Model.Description = "two\r\nlines \"quoted\" \u2028 é 🐱");
        (name, data) = await events.NextAsync();

        (name, events.LastEventId).ShouldBe(("message", "2"));
        data.Select(member => member.Key).ShouldBe(["revision", "time", "kind", "model", "actor", "request_id"]);
        data["revision"]!.GetValue<long>().ShouldBe(2);
        data["time"]!.GetValue<string>().ShouldBe("2026-01-02T03:04:05.678901Z");
        data["kind"]!.GetValue<string>().ShouldBe("created");
        data["model"]!["description"]!.GetValue<string>().ShouldBe("two\r\nlines \"quoted\" \u2028 é 🐱");
        data["model"]!["tags"]!.AsArray().Count.ShouldBe(1);
        data["actor"]!.GetValue<string>().ShouldBe("anonymous");
        data["request_id"]!.GetValue<string>().ShouldBe("r-2");
    }

    [Fact]
    public async Task Answer_IsAnEventStreamThatNobodyKeeps()
    {
        await using var events = await OpenAsync(Path);

        events.Response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        events.Response.Headers.CacheControl!.ToString().ShouldBe("no-store");
        events.Response.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        events.Response.Headers.GetValues("Maas-Revision").ShouldBe(["0"]);
        events.Response.Headers.GetValues("X-Request-ID").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Bytes_AreAsTheStandardSays()
    {
        var answer = SendAsync("GET", $"{Path}?from_revision=1");
        await RegistryWatch.UntilAsync(watch => watch.Begun == 1, Cancelled).Bounded();
        RegistryWatch.Append(change => (change.Actor, change.RequestId) = ("", ""));
        RegistryWatch.Cut(new RpcException(new Status(StatusCode.InvalidArgument, "No.")));

        using var response = await answer.Bounded();
        var text = await response.Content.ReadAsStringAsync(Cancelled);

        text.ShouldMatch(
            """
            \Aretry: \d{4}
            id: 0
            event: progress
            data: \{"revision":0\}

            id: 1
            data: \{"revision":1,"time":"[^"]+","kind":"created","model":\{[^\n]+\},"actor":null,"request_id":null\}

            event: error
            data: \{"type":"about:blank",[^\n]+\}

            \z
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Parameters_ReachTheRegistry()
    {
        await using var events = await OpenAsync(
            $"{Path}?from_revision=7&tenant_id=t&name=a+b&tags=x&tags=y&kinds=created&kinds=deleted",
            ("Maas-Revision", "5"), ("Maas-Read", "strong"), ("X-Request-ID", "page-1"), ("Authorization", "Bearer x"));

        Registry.Last.Request.ShouldBe(new WatchRequest
        {
            FromRevision = 7,
            TenantId = "t",
            Name = "a b",
            Tags = { "x", "y" },
            Kinds = { "created", "deleted" },
        });
        Registry.Last.Deadline.ShouldBe(DateTime.MaxValue);
        Registry.Last.Header("x-request-id").ShouldBe("page-1");
        Registry.Last.Header("authorization").ShouldBe("Bearer x");
        Registry.Last.Header("maas-read").ShouldBe("strong");
        long.Parse(Registry.Last.Header("maas-revision")!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(5);
    }

    [Theory]
    [InlineData("?from_revision=2", "4", 5)]
    [InlineData("", "4", 5)]
    [InlineData("", "0", 1)]
    [InlineData("?from_revision=2", null, 2)]
    [InlineData("?from_revision=0", null, 0)]
    public async Task LastEventId_ResumesBehindItAndWinsOverTheQuery(string query, string? lastEventId, long from)
    {
        await using var events = await OpenAsync($"{Path}{query}", lastEventId is null ? [] : [("Last-Event-ID", lastEventId)]);

        ((WatchRequest)Registry.Last.Request).FromRevision.ShouldBe(from);
    }

    [Theory]
    [InlineData("?from_revision=x", "from_revision")]
    [InlineData("?from_revision=", "from_revision")]
    [InlineData("?from_revision=-1", "from_revision")]
    [InlineData("?from_revision=9223372036854775808", "from_revision")]
    [InlineData("?from_revision=1&from_revision=2", "from_revision")]
    [InlineData("?name=a&name=b", "name")]
    [InlineData("?from=1", "from")]
    [InlineData("?Kinds=created", "Kinds")]
    [InlineData("?progress_interval=1s", "progress_interval")]
    [InlineData("?name=%FF", "name")]
    public async Task Parameter_MalformedRepeatedOrUnknown_IsNamed(string query, string field)
    {
        using var response = await SendAsync("GET", $"{Path}{query}");

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe([field]);
        Registry.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Last-Event-ID", "x")]
    [InlineData("Last-Event-ID", "")]
    [InlineData("Last-Event-ID", "-1")]
    [InlineData("Last-Event-ID", "9223372036854775807")]
    [InlineData("Maas-Revision", "soon")]
    [InlineData("Maas-Read", "weak")]
    [InlineData("Grpc-Timeout", "soon")]
    public async Task Header_Malformed_IsNamed(string header, string value)
    {
        using var response = await SendAsync("GET", $"{Path}?from_revision=1", null, (header, value));

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe([header]);
        Registry.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_FromACompactedRevision_IsAProblemThatTellsTheOldest()
    {
        Registry.Throw(OutOfRange("REVISION_COMPACTED", ("oldest_revision", "17")));

        using var response = await SendAsync("GET", Path, null, ("Last-Event-ID", "3"));

        var problem = await ReadProblemAsync(response, 400, "OUT_OF_RANGE");
        problem["reason"]!.GetValue<string>().ShouldBe("REVISION_COMPACTED");
        problem["metadata"]!.ToJsonString().ShouldBe("""{"oldest_revision":"17"}""");
        problem.ContainsKey("errors").ShouldBeFalse();
        response.Headers.CacheControl?.ToString().ShouldNotBe("no-store");
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, 503, "UNAVAILABLE")]
    [InlineData(StatusCode.InvalidArgument, 400, "INVALID_ARGUMENT")]
    [InlineData(StatusCode.Unauthenticated, 401, "UNAUTHENTICATED")]
    [InlineData(StatusCode.Unimplemented, 501, "UNIMPLEMENTED")]
    public async Task Error_BeforeTheFirstEvent_IsTheAnswer(StatusCode code, int status, string name)
    {
        Registry.Revision = "8";
        Registry.Throw(new RpcException(new Status(code, "Provoked.")));

        using var response = await SendAsync("GET", Path);

        ExpectsErrorLogs = status == 501;
        await ReadProblemAsync(response, status, name);
        response.Headers.GetValues("Maas-Revision").ShouldBe(["8"]);
    }

    [Fact]
    public async Task FirstResponse_ThatDoesNotCome_IsTooLate()
    {
        Registry.Hang();

        using var response = await SendAsync("GET", Path, null, ("Grpc-Timeout", "50m"));

        await ReadProblemAsync(response, 504, "DEADLINE_EXCEEDED");
    }

    [Theory]
    [InlineData("WATCH_FELL_BEHIND", "resume_revision")]
    [InlineData("REVISION_COMPACTED", "oldest_revision")]
    public async Task Error_InMidStream_IsTheLastEvent(string reason, string bound)
    {
        await using var events = await OpenAsync(Path);
        await events.NextAsync();
        RegistryWatch.Append();
        await events.NextAsync();

        RegistryWatch.Cut(OutOfRange(reason, (bound, "2")));

        var (name, problem) = await events.NextAsync();
        name.ShouldBe("error");
        events.LastEventId.ShouldBe("1", "a reader resumes behind the last change");
        problem["status"]!.GetValue<int>().ShouldBe(400);
        problem["code"]!.GetValue<string>().ShouldBe("OUT_OF_RANGE");
        problem["reason"]!.GetValue<string>().ShouldBe(reason);
        problem["metadata"]![bound]!.GetValue<string>().ShouldBe("2");
        problem["request_id"]!.GetValue<string>().ShouldBe(events.Response.Headers.GetValues("X-Request-ID").Single());
        await events.ShouldEndAsync();
    }

    [Fact]
    public async Task Reader_ThatGoesAway_EndsTheWatchAtTheRegistry()
    {
        var events = await OpenAsync(Path);
        await events.NextAsync();

        await events.DisposeAsync();

        await RegistryWatch.UntilAsync(watch => watch.Ended == watch.Begun, Cancelled).Bounded();
        (await Logs.FirstAsync(log => log.EventId == 500, Cancelled).Bounded()).Message.ShouldContain(Path);
    }

    [Theory]
    [InlineData(Path, 200)]
    [InlineData($"{Path}?from=1", 400)]
    public async Task Head_HasTheHeadersAndNoStream(string path, int status)
    {
        using var response = await SendAsync("HEAD", path).Bounded();

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(status == 200 ? "text/event-stream" : "application/problem+json");
        await RegistryWatch.UntilAsync(watch => watch.Ended == watch.Begun, Cancelled).Bounded();
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task OtherMethods_AreNotAllowed(string method)
    {
        using var response = await SendAsync(method, Path, "{}");

        await ReadProblemAsync(response, 405, "UNIMPLEMENTED");
    }

    [Fact]
    public async Task Page_OfAnotherOrigin_MayReadOnlyWhereItIsAllowed()
    {
        await using var allowed = await OpenAsync(Path, ("Origin", "https://console.example"));
        await using var foreign = await OpenAsync(Path, ("Origin", "http://evil.example"));
        using var elsewhere = await SendAsync("GET", Path, null, ("Host", "evil.example"));

        allowed.Response.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://console.example"]);
        foreign.Response.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        await ReadProblemAsync(elsewhere, 421, "PERMISSION_DENIED");
    }

    [Fact]
    public async Task Watchers_AreToldOfTheSameChanges()
    {
        var readers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => OpenAsync($"{Path}?from_revision=1")));
        for (var count = 0; count < 50; count++)
        {
            RegistryWatch.Append();
        }

        foreach (var reader in readers)
        {
            await reader.NextAsync();
            for (var revision = 1; revision <= 50; revision++)
            {
                (await reader.NextAsync()).Data["revision"]!.GetValue<long>().ShouldBe(revision);
            }

            await reader.DisposeAsync();
        }
    }

    private static RpcException OutOfRange(string reason, params (string Key, string Value)[] metadata)
    {
        var info = new ErrorInfo { Type = reason, Domain = "maas" };
        foreach (var (key, value) in metadata)
        {
            info.Metadata.Add(key, value);
        }

        return new Google.Rpc.Status { Code = (int)StatusCode.OutOfRange, Message = "Out of range.", Details = { Any.Pack(info) } }.ToRpcException();
    }

    private Task<EventReader> OpenAsync(string path, params (string Name, string Value)[] headers) =>
        EventReader.OpenAsync(Gateway.Http, path, headers);
}
