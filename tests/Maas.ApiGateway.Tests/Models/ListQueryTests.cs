using Maas.ApiGateway.Errors;
using Maas.ApiGateway.Models;
using Maas.ApiGateway.Tests.Running;
using Maas.Contract;
using Microsoft.AspNetCore.Http;

namespace Maas.ApiGateway.Tests.Models;

public class ListQueryTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task List_EveryParameter_ReachesTheRegistry()
    {
        using var response = await SendAsync(
            "GET",
            $"{Models}?page=2&limit=50&n%61me=a+b%20%2B%C3%A9&framework=onnx&status=ready&tags=x&tags=y&owner_id=o&tenant_id=t&is_public=true"
            + "&page_token=p&order_by=name&filter=f%3D1&show_deleted=true");

        Registry.Last.Request.ShouldBe(new ListModelsRequest
        {
            Page = 2,
            Limit = 50,
            Name = "a b +é",
            Framework = "onnx",
            Status = "ready",
            Tags = { "x", "y" },
            OwnerId = "o",
            TenantId = "t",
            IsPublic = true,
            PageToken = "p",
            OrderBy = "name",
            Filter = "f=1",
            ShowDeleted = true,
        });
    }

    [Theory]
    [InlineData("page=-1")]
    [InlineData("limit=-2147483648")]
    [InlineData("is_public=false")]
    [InlineData("name=")]
    [InlineData("")]
    public async Task List_WellFormedQuery_IsTheRegistrysToJudge(string query)
    {
        using var response = await SendAsync("GET", $"{Models}?{query}");

        ((int)response.StatusCode).ShouldBe(200);
    }

    [Theory]
    [InlineData("page=x", "page")]
    [InlineData("page=", "page")]
    [InlineData("page", "page")]
    [InlineData("page=1.0", "page")]
    [InlineData("page=1e1", "page")]
    [InlineData("page=%201", "page")]
    [InlineData("page=2147483648", "page")]
    [InlineData("limit=ten", "limit")]
    [InlineData("is_public=yes", "is_public")]
    [InlineData("is_public=True", "is_public")]
    [InlineData("is_public=", "is_public")]
    [InlineData("show_deleted=1", "show_deleted")]
    [InlineData("page=1&page=1", "page")]
    [InlineData("name=a&name=b", "name")]
    [InlineData("page_token=a&page_token=b", "page_token")]
    [InlineData("Page=1", "Page")]
    [InlineData("tag=a", "tag")]
    [InlineData("tags[]=a", "tags[]")]
    [InlineData("%6Eope=a", "nope")]
    [InlineData("name=%FF", "name")]
    [InlineData("name=%ED%A0%80", "name")]
    [InlineData("name=%C0%80", "name")]
    [InlineData("%FF=a", "%FF")]
    public async Task List_MalformedRepeatedOrUnknownParameter_IsNamed(string query, string field)
    {
        using var response = await SendAsync("GET", $"{Models}?{query}");

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe([field]);
        Registry.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_SeveralFaults_AreAllNamed()
    {
        using var response = await SendAsync("GET", $"{Models}?page=x&limit=y&is_public=z&what=1");

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe(["page", "limit", "is_public", "what"]);
    }

    // HttpClient would write the percent sign itself as %25.
    [Theory]
    [InlineData("name=%")]
    [InlineData("name=%4")]
    [InlineData("name=%zz")]
    [InlineData("name=%+1")]
    [InlineData("name=a%2")]
    public void Read_HalfAnEscape_IsNamed(string query)
    {
        var error = Should.Throw<RequestRefusedException>(() => ListModelsQuery.Shape.Read(new QueryString($"?{query}")));

        error.Errors!.Keys.ShouldBe(["name"]);
    }
}
