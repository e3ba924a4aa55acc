using System.Text;
using System.Text.Json.Nodes;
using Maas.Testing.Fakes;
using Microsoft.Extensions.Logging;

namespace Maas.ApiGateway.Tests.Running;

/// <summary>What every test of the running gateway does; one that ends with an error in the log that it did not expect fails.</summary>
public abstract class GatewayTests : IDisposable
{
    protected const string Models = "/api/v1/models";
    protected const string Id = "01932f2e-7b1a-7c3d-9e4f-5a6b7c8d9e0f";

    private readonly GatewayFixture _fixture;

    protected GatewayTests(GatewayFixture fixture)
    {
        _fixture = fixture;
        Registry.Reset();
        RegistryWatch.Reset();
        _fixture.Gateway.Logs.Clear();
    }

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected FakeModelService Registry => _fixture.Registry.Models;

    protected FakeWatchService RegistryWatch => _fixture.Registry.Watch;

    protected FakeHealthService RegistryHealth => _fixture.Registry.Health;

    protected bool ExpectsErrorLogs { get; set; }

    internal RecordedLogs Logs => _fixture.Gateway.Logs;

    internal RunningGateway Gateway => _fixture.Gateway;

    public void Dispose()
    {
        if (!ExpectsErrorLogs)
        {
            Logs.All.Where(log => log.Level >= LogLevel.Error).ShouldBeEmpty();
        }

        GC.SuppressFinalize(this);
    }

    protected Task<HttpResponseMessage> SendAsync(string method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        SendBytesAsync(method, path, json is null ? null : Encoding.UTF8.GetBytes(json), headers);

    protected async Task<HttpResponseMessage> SendBytesAsync(string method, string path, byte[]? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(json);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
            }
        }

        return await Gateway.Http.SendAsync(request, Cancelled);
    }

    protected static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(Cancelled);
        return JsonNode.Parse(body)!.AsObject();
    }

    /// <summary>Checks that an answer is a whole problem, and gives it.</summary>
    protected static async Task<JsonObject> ReadProblemAsync(HttpResponseMessage response, int status, string code)
    {
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync(Cancelled));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await ReadAsync(response);
        problem["type"]!.GetValue<string>().ShouldBe("about:blank");
        problem["title"]!.GetValue<string>().ShouldNotBeEmpty();
        problem["status"]!.GetValue<int>().ShouldBe(status);
        problem["detail"]!.GetValue<string>().ShouldNotBeEmpty();
        problem["code"]!.GetValue<string>().ShouldBe(code);
        problem["request_id"]!.GetValue<string>().ShouldBe(response.Headers.GetValues("X-Request-ID").Single());
        return problem;
    }

    protected static IEnumerable<string> FieldsOf(JsonObject problem) => problem["errors"]!.AsObject().Select(field => field.Key);
}
