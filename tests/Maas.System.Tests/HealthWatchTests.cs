using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Maas.Testing;
using Microsoft.Data.Sqlite;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Maas.SystemTests;

public class HealthWatchTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task TheDatabaseGoesAwayAndComesBack_WatchersAreToldBoth()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningSystem.ServeAsync(folder.Path);
        using var channel = GrpcChannel.ForAddress(service.AddressOf("gRPC"));
        using var server = Watch(channel, "");
        using var models = Watch(channel, "model.ModelService");
        (await NextAsync(server, models)).ShouldBe([ServingStatus.Serving, ServingStatus.Serving]);

        // What the registry reads to learn whether its database answers.
        Execute(folder, "ALTER TABLE secrets RENAME TO taken");
        (await NextAsync(server, models)).ShouldBe([ServingStatus.NotServing, ServingStatus.NotServing]);

        Execute(folder, "ALTER TABLE taken RENAME TO secrets");
        (await NextAsync(server, models)).ShouldBe([ServingStatus.Serving, ServingStatus.Serving]);
    }

    [Fact]
    public async Task SigTerm_WithWatchers_TellsThemAndDoesNotWaitForThem()
    {
        using var folder = new TemporaryFolder();
        // Longer than a test waits for the exit.
        await using var service = await RunningSystem.ServeAsync(folder.Path, "--shutdown-timeout", "10m");
        using var channel = GrpcChannel.ForAddress(service.AddressOf("gRPC"));
        using var known = Watch(channel, "");
        using var unknown = Watch(channel, "nobody.Nothing");
        (await NextAsync(known, unknown)).ShouldBe([ServingStatus.Serving, ServingStatus.ServiceUnknown]);

        service.Terminate();

        (await NextAsync(known)).ShouldBe([ServingStatus.NotServing]);
        foreach (var watch in new[] { known, unknown })
        {
            (await Should.ThrowAsync<RpcException>(NextAsync(watch))).StatusCode.ShouldBe(StatusCode.Unavailable);
        }

        (await service.WaitForExitAsync()).ShouldBe(0);
        service.LoggedErrors.ShouldBeEmpty();
        service.Errors.Split('\n').Count(line => line.Contains("/grpc.health.v1.Health/Watch answered Unavailable", StringComparison.Ordinal)).ShouldBe(2);
    }

    private static AsyncServerStreamingCall<HealthCheckResponse> Watch(GrpcChannel channel, string service) =>
        new Health.HealthClient(channel).Watch(
            new HealthCheckRequest { Service = service }, cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<ServingStatus[]> NextAsync(params AsyncServerStreamingCall<HealthCheckResponse>[] watches) =>
        await Task.WhenAll(watches.Select(async watch =>
        {
            (await watch.ResponseStream.MoveNext().WaitAsync(Bound, TestContext.Current.CancellationToken)).ShouldBeTrue();
            return watch.ResponseStream.Current.Status;
        }));

    private static void Execute(TemporaryFolder folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File("maas.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
