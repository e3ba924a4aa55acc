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
    public async Task MapGrpcHealthChecksService_WithoutItsServices_SaysWhatIsMissing()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        Should.Throw<InvalidOperationException>(() => app.MapGrpcHealthChecksService()).Message.ShouldContain("AddGrpcHealthChecks");
    }

    private static Task<RunningServer> StartAsync(Func<HealthStatus> database) => RunningServer.StartAsync(
        services: services => services
            .AddGrpcHealthChecks(options =>
            {
                options.Services.Map("echo.Echo", check => check.Tags.Contains("echo"));
                options.Services.Map("echo.Other", check => check.Tags.Contains("other"));
            })
            .AddCheck("database", () => new HealthCheckResult(database()), ["echo"]),
        map: app => app.MapGrpcHealthChecksService());

    private static async Task<ServingStatus> CheckAsync(Health.HealthClient client, string service) =>
        (await client.CheckAsync(new HealthCheckRequest { Service = service }).ResponseAsync.Bounded()).Status;
}
