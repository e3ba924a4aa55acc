using Google.Protobuf;
using Maas.ApiGateway.Tests.Running;
using Maas.Contract;
using Maas.Testing.Fakes;

namespace Maas.ApiGateway.Tests.Models;

public class ModelEndpointTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Create_EveryKey_ReachesTheRegistry()
    {
        using var response = await SendAsync(
            "POST",
            Models,
            """
            {"name":"n","description":"line\n\ttab","version":"v","framework":"f","tags":["a","b","a"],"metadata":{"k":"v","":""},
             "owner_id":"o","tenant_id":"t","is_public":true,"docker_image":"d","storage_path":"s","size":9223372036854775807,"checksum":"c"}
            """,
            ("Idempotency-Key", "key-1"));

        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
        Registry.Last.Request.ShouldBe(new CreateModelRequest
        {
            Name = "n",
            Description = "line\n\ttab",
            Version = "v",
            Framework = "f",
            Tags = { "a", "b", "a" },
            Metadata = { ["k"] = "v", [""] = "" },
            OwnerId = "o",
            TenantId = "t",
            IsPublic = true,
            DockerImage = "d",
            StoragePath = "s",
            Size = long.MaxValue,
            Checksum = "c",
            RequestId = "key-1",
        });
    }

    [Fact]
    public async Task Create_NullsAndAbsentKeys_AreEmpty()
    {
        using var response = await SendAsync("POST", Models, """{"name":"n","description":null,"tags":null,"metadata":null,"is_public":null,"size":null}""");

        Registry.Last.Request.ShouldBe(new CreateModelRequest { Name = "n" });
    }

    [Fact]
    public async Task Create_Answers201WithLocationAndEtag()
    {
        using var response = await SendAsync("POST", Models, "{}");

        ((int)response.StatusCode).ShouldBe(201);
        response.Headers.Location!.OriginalString.ShouldBe($"{Models}/{Id}");
        response.Headers.ETag!.ToString().ShouldBe("\"e1\"");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact]
    public async Task Get_ShowsTheModelExactlyAsTheContractListsIt()
    {
        using var response = await SendAsync("GET", $"{Models}/{Id}");

        (await response.Content.ReadAsStringAsync(Cancelled)).ShouldBe(
            $$"""
            {"id":"{{Id}}","name":"test-model","description":null,"version":"1.0.0","framework":"pytorch","status":"pending","size":0,"checksum":null,"storage_path":null,"docker_image":null,"tags":["cv"],"metadata":{"source":"demo"},"aliases":[],"owner_id":"default","tenant_id":"default","is_public":false,"etag":"e1","created_at":"2026-01-02T03:04:05.678901Z","updated_at":"2026-01-02T03:04:05.000000Z"}
            """);
        response.Headers.ETag!.ToString().ShouldBe("\"e1\"");
        Registry.Last.Request.ShouldBe(new GetModelRequest { Id = Id });
    }

    [Fact]
    public async Task Get_ModelWithoutTimesAndEtag_ShowsNulls()
    {
        Registry.Answer(_ => new GetModelResponse { Model = new Model { Id = Id, Name = "old" } });

        using var response = await SendAsync("GET", $"{Models}/{Id}");

        var model = await ReadAsync(response);
        model["created_at"].ShouldBeNull();
        model["etag"].ShouldBeNull();
        model["owner_id"].ShouldBeNull();
        response.Headers.ETag.ShouldBeNull();
    }

    [Fact]
    public async Task Get_MalformedId_IsTheRegistrysToRefuse()
    {
        using var response = await SendAsync("GET", $"{Models}/not-a-uuid");

        Registry.Last.Request.ShouldBe(new GetModelRequest { Id = "not-a-uuid" });
    }

    [Fact]
    public async Task List_ShowsThePage()
    {
        Registry.Answer(_ => new ListModelsResponse { Models = { FakeModelService.AModel() }, Total = 3, Page = 2, Limit = 1, NextPageToken = "t" });

        using var response = await SendAsync("GET", Models);

        var page = await ReadAsync(response);
        page.Select(member => member.Key).ShouldBe(["models", "total", "page", "limit", "next_page_token"]);
        page["models"]!.AsArray().Count.ShouldBe(1);
        page["total"]!.GetValue<long>().ShouldBe(3);
        page["next_page_token"]!.GetValue<string>().ShouldBe("t");
    }

    [Fact]
    public async Task List_LastPage_HasNoToken()
    {
        using var response = await SendAsync("GET", Models);

        var page = await ReadAsync(response);
        page.ContainsKey("next_page_token").ShouldBeTrue();
        page["next_page_token"].ShouldBeNull();
    }

    public static TheoryData<string, string[]> Updates() => new()
    {
        { """{}""", [] },
        { """{"description":""}""", ["description"] },
        { """{"description":null}""", ["description"] },
        { """{"is_public":false,"tags":[],"metadata":{},"size":0}""", ["is_public", "tags", "metadata", "size"] },
        { """{"name":"n","docker_image":"d","storage_path":"s","checksum":"c"}""", ["name", "docker_image", "storage_path", "checksum"] },
        { """{"etag":"e1","name":"n"}""", ["name"] },
    };

    [Theory]
    [MemberData(nameof(Updates))]
    public async Task Update_KeysPresent_BecomeTheMask(string body, string[] mask)
    {
        using var response = await SendAsync("PUT", $"{Models}/{Id}", body);

        ((int)response.StatusCode).ShouldBe(200);
        var request = (UpdateModelRequest)Registry.Last.Request;
        request.Id.ShouldBe(Id);
        request.UpdateMask.Paths.ShouldBe(mask);
        response.Headers.ETag!.ToString().ShouldBe("\"e1\"");
    }

    [Fact]
    public async Task Update_EveryKey_HasAFieldOfTheMask()
    {
        using var response = await SendAsync(
            "PUT",
            $"{Models}/{Id}",
            """
            {"name":"n","description":"d","tags":["t"],"metadata":{"k":"v"},"is_public":true,"docker_image":"i","storage_path":"s","size":1,"checksum":"c"}
            """);

        var request = (UpdateModelRequest)Registry.Last.Request;
        Google.Protobuf.WellKnownTypes.FieldMask.IsValid(UpdateModelRequest.Descriptor, request.UpdateMask).ShouldBeTrue();
        request.UpdateMask = null;
        request.ShouldBe(new UpdateModelRequest
        {
            Id = Id,
            Name = "n",
            Description = "d",
            Tags = { "t" },
            Metadata = { ["k"] = "v" },
            IsPublic = true,
            DockerImage = "i",
            StoragePath = "s",
            Size = 1,
            Checksum = "c",
        });
    }

    [Fact]
    public async Task Delete_Answers204()
    {
        using var response = await SendAsync("DELETE", $"{Models}/{Id}");

        ((int)response.StatusCode).ShouldBe(204);
        (await response.Content.ReadAsByteArrayAsync(Cancelled)).ShouldBeEmpty();
        Registry.Last.Request.ShouldBe(new DeleteModelRequest { Id = Id });
    }

    [Fact]
    public async Task SetStatus_AnswersTheModel()
    {
        using var response = await SendAsync("PATCH", $"{Models}/{Id}/status", """{"status":"ready"}""");

        (await ReadAsync(response))["id"]!.GetValue<string>().ShouldBe(Id);
        Registry.Last.Request.ShouldBe(new UpdateModelStatusRequest { Id = Id, Status = "ready" });
    }

    public static TheoryData<string, IMessage> TagChanges() => new()
    {
        { "POST", new AddModelTagsRequest { ModelId = Id, Tags = { "a", "b", "a" }, Etag = "e0" } },
        { "DELETE", new RemoveModelTagsRequest { ModelId = Id, Tags = { "a", "b", "a" }, Etag = "e0" } },
    };

    [Theory]
    [MemberData(nameof(TagChanges))]
    public async Task ChangeTags_AnswersTheModelAsItIsAfterwards(string method, IMessage change)
    {
        using var response = await SendAsync(method, $"{Models}/{Id}/tags", """{"tags":["a","b","a"],"etag":"e0"}""");

        ((int)response.StatusCode).ShouldBe(200);
        Registry.Seen.Select(call => call.Request).ShouldBe([change, new GetModelRequest { Id = Id }]);
        response.Headers.ETag!.ToString().ShouldBe("\"e1\"");
        (await ReadAsync(response))["tags"]!.ToJsonString().ShouldBe("""["cv"]""");
    }

    [Fact]
    public async Task GetMetadata_AnswersTheMap()
    {
        using var response = await SendAsync("GET", $"{Models}/{Id}/metadata");

        (await response.Content.ReadAsStringAsync(Cancelled)).ShouldBe("""{"metadata":{"source":"demo"}}""");
    }

    [Fact]
    public async Task SetMetadata_AnswersTheMap()
    {
        using var response = await SendAsync("PUT", $"{Models}/{Id}/metadata", """{"metadata":{"a":"1","b":""},"etag":"e0"}""");

        (await response.Content.ReadAsStringAsync(Cancelled)).ShouldBe("""{"metadata":{"a":"1","b":""}}""");
        Registry.Last.Request.ShouldBe(new SetModelMetadataRequest { ModelId = Id, Metadata = { ["a"] = "1", ["b"] = "" }, Etag = "e0" });
    }

    [Theory]
    [InlineData(Models)]
    [InlineData($"{Models}/{Id}")]
    [InlineData($"{Models}/{Id}/metadata")]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs")]
    [InlineData("/docs/index.html")]
    public async Task Head_AnswersAsGetDoesWithoutABody(string path)
    {
        using var head = await SendAsync("HEAD", path);
        using var get = await SendAsync("GET", path);

        ((int)get.StatusCode).ShouldBe(200);
        head.StatusCode.ShouldBe(get.StatusCode);
        head.Headers.ETag.ShouldBe(get.Headers.ETag);
        head.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType);
        (await head.Content.ReadAsByteArrayAsync(Cancelled)).ShouldBeEmpty();
    }
}
