using Grpc.AspNetCore.HealthChecks;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Maas.Grpc.Server.Tests;

public class HealthTests
{
    [Fact]
    public async Task Check_AsksAtTheTimeOfTheCall()
    {
        var database = HealthStatus.Healthy;
        await using var server = await StartAsync(() => database);
        var client = new Health.HealthClient(server.Channel);

        (await CheckAsync(client, "")).ShouldBe(ServingStatus.Serving);
        (await CheckAsync(client, "echo.Echo")).ShouldBe(ServingStatus.Serving);

        // The framework logs an unhealthy check as an error, rightly.
        server.ExpectsErrors = true;
        database = HealthStatus.Unhealthy;
        (await CheckAsync(client, "")).ShouldBe(ServingStatus.NotServing);
        (await CheckAsync(client, "echo.Echo")).ShouldBe(ServingStatus.NotServing);
        (await CheckAsync(client, "echo.Other")).ShouldBe(ServingStatus.Serving);

        database = HealthStatus.Healthy;
        (await CheckAsync(client, "")).ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task Check_OfAnUnknownService_IsNotFound()
    {
        await using var server = await StartAsync(() => HealthStatus.Healthy);

        var failure = await Should.ThrowAsync<RpcException>(CheckAsync(new Health.HealthClient(server.Channel), "nobody.Nothing"));

        failure.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Check_OfAServiceWithALongName_ShowsTheNamesBeginning()
    {
        await using var server = await StartAsync(() => HealthStatus.Healthy);

        var failure = await Should.ThrowAsync<RpcException>(CheckAsync(new Health.HealthClient(server.Channel), new string('x', 4_000_000)));

        failure.StatusCode.ShouldBe(StatusCode.NotFound);
        failure.Status.Detail.ShouldBe($"The server has no service '{new string('x', 100)}'.");
    }

    [Fact]
    public async Task List_AnswersForEveryService()
    {
        await using var server = await StartAsync(() => HealthStatus.Unhealthy);
        server.ExpectsErrors = true;

        var list = await new Health.HealthClient(server.Channel).ListAsync(new HealthListRequest()).ResponseAsync.Bounded();

        list.Statuses.ToDictionary(service => service.Key, service => service.Value.Status).ShouldBe(
            new Dictionary<string, ServingStatus>
            {
                [""] = ServingStatus.NotServing,
                ["echo.Echo"] = ServingStatus.NotServing,
                ["echo.Other"] = ServingStatus.Serving,
            },
            ignoreOrder: true);
    }

    [Theory]
    [InlineData(100, StatusCode.OK)]
    [InlineData(101, StatusCode.ResourceExhausted)]
    public async Task List_OfMoreServicesThanTheProtocolAllows_IsResourceExhausted(int services, StatusCode expected)
    {
        await using var server = await StartAsync(
            () => HealthStatus.Healthy,
            // The server as a whole, and the two that are mapped anyway, count too.
            options => Enumerable.Range(0, services - 3).ToList().ForEach(i => options.Services.Map($"s{i}", _ => true)));
        using var call = new Health.HealthClient(server.Channel).ListAsync(new HealthListRequest());

        await Record.ExceptionAsync(() => call.ResponseAsync.Bounded());

        call.GetStatus().StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task MapGrpcHealthChecksService_WithoutItsServices_SaysWhatIsMissing()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        Should.Throw<InvalidOperationException>(() => app.MapGrpcHealthChecksService()).Message.ShouldContain("AddGrpcHealthChecks");
    }

    private static Task<RunningServer> StartAsync(Func<HealthStatus> database, Action<GrpcHealthChecksOptions>? configure = null) => RunningServer.StartAsync(
        services: services => services
            .AddGrpcHealthChecks(options =>
            {
                options.Services.Map("echo.Echo", check => check.Tags.Contains("echo"));
                options.Services.Map("echo.Other", check => check.Tags.Contains("other"));
                configure?.Invoke(options);
            })
            .AddCheck("database", () => new HealthCheckResult(database()), ["echo"]),
        map: app => app.MapGrpcHealthChecksService());

    private static async Task<ServingStatus> CheckAsync(Health.HealthClient client, string service) =>
        (await client.CheckAsync(new HealthCheckRequest { Service = service }).ResponseAsync.Bounded()).Status;
}
