using Grpc.AspNetCore.HealthChecks;
using Grpc.Core;
using Grpc.Health.V1;
using Maas.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Maas.Grpc.Server.Tests;

public sealed class HealthWatchTests : IDisposable
{
    private static readonly TimeSpan Period = new GrpcHealthChecksOptions().WatchPeriod;

    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private Func<CancellationToken, Task<HealthStatus>> _database = _ => Task.FromResult(HealthStatus.Healthy);
    private readonly SemaphoreSlim _checked = new(0);
    private int _checks;

    public void Dispose() => _checked.Dispose();

    [Fact]
    public async Task Watch_SendsTheStatusAtOnce_AndWheneverItChanges()
    {
        await using var server = await StartAsync();
        using var watch = Watch(server, "echo.Echo");
        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);

        // Nothing is sent for rounds that find no change: the next message is the change.
        _clock.Advance(Period);
        await CheckedAsync(2);
        SetDatabase(HealthStatus.Unhealthy);
        _clock.Advance(Period);
        (await NextAsync(watch)).ShouldBe(ServingStatus.NotServing);

        SetDatabase(HealthStatus.Degraded);
        _clock.Advance(Period);
        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task Watch_OfTheServerAndOfAServiceWithoutThatCheck_DifferWhenItFails()
    {
        await using var server = await StartAsync();
        SetDatabase(HealthStatus.Unhealthy);

        using var all = Watch(server, "");
        using var other = Watch(server, "echo.Other");

        (await NextAsync(all)).ShouldBe(ServingStatus.NotServing);
        (await NextAsync(other)).ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task Watch_OfAnUnknownService_StaysOpenUntilTheServiceIsKnown()
    {
        GrpcHealthChecksOptions? options = null;
        await using var server = await StartAsync(
            map: app => options = app.Services.GetRequiredService<IOptions<GrpcHealthChecksOptions>>().Value);
        using var watch = Watch(server, "echo.Later");
        (await NextAsync(watch)).ShouldBe(ServingStatus.ServiceUnknown);

        options!.Services.Map("echo.Later", _ => true);
        _clock.Advance(Period);

        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task Watch_OfALongName_IsRefused()
    {
        await using var server = await StartAsync();
        using var longest = Watch(server, new string('x', 1000));
        using var tooLong = Watch(server, new string('x', 1001));

        (await NextAsync(longest)).ShouldBe(ServingStatus.ServiceUnknown);
        (await Should.ThrowAsync<RpcException>(NextAsync(tooLong))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Watch_WhileACheckHangsThoughItsWatchersLeft_StartsNoOther()
    {
        var given = new TaskCompletionSource();
        var comesBack = new TaskCompletionSource<HealthStatus>();
        _database = token =>
        {
            // Told to stop, and going on.
            token.Register(() => given.TrySetResult());
            return comesBack.Task;
        };
        await using var server = await StartAsync(options => options.WatchTimeout = TimeSpan.FromMilliseconds(100), TimeProvider.System);
        using (Watch(server, ""))
        {
            await CheckedAsync(1);
        }

        await given.Task.Bounded();
        using var second = Watch(server, "");

        (await NextAsync(second)).ShouldBe(ServingStatus.NotServing);
        _checks.ShouldBe(1);
        comesBack.SetResult(HealthStatus.Healthy);
        (await NextAsync(second)).ShouldBe(ServingStatus.Serving);
        _checks.ShouldBe(2);
    }

    [Fact]
    public async Task Watch_ByMany_RunsTheChecksOnceForAll()
    {
        await using var server = await StartAsync();
        var watches = Enumerable.Range(0, 30).Select(_ => Watch(server, "")).ToList();
        (await Task.WhenAll(watches.Select(NextAsync))).ShouldAllBe(status => status == ServingStatus.Serving);

        SetDatabase(HealthStatus.Unhealthy);
        _clock.Advance(Period);

        (await Task.WhenAll(watches.Select(NextAsync))).ShouldAllBe(status => status == ServingStatus.NotServing);
        _checks.ShouldBe(2);
        watches.ForEach(watch => watch.Dispose());
    }

    [Fact]
    public async Task TheChecks_WhenTheLastWatcherLeaves_Rest()
    {
        await using var server = await StartAsync();
        var (first, second) = (Watch(server, ""), Watch(server, ""));
        await NextAsync(first);
        await NextAsync(second);
        var cancelled = new TaskCompletionSource();
        _database = async token =>
        {
            await using var registration = token.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, token);
            return HealthStatus.Healthy;
        };
        _clock.Advance(Period);
        await CheckedAsync(2);

        first.Dispose();
        second.Dispose();
        await cancelled.Task.Bounded();
        _clock.Advance(Period);
        _clock.Advance(Period);

        // What was seen before is not told again: a new watcher has the checks run.
        SetDatabase(HealthStatus.Unhealthy);
        using var third = Watch(server, "");
        (await NextAsync(third)).ShouldBe(ServingStatus.NotServing);
        _checks.ShouldBe(3);
    }

    [Fact]
    public async Task Watch_WhileTheChecksHang_IsNotServing_UntilTheyComeBack()
    {
        var answer = new TaskCompletionSource<HealthStatus>();
        _database = _ => answer.Task;
        await using var server = await StartAsync(options => options.WatchTimeout = TimeSpan.FromMilliseconds(100), TimeProvider.System);
        using var watch = Watch(server, "");

        (await NextAsync(watch)).ShouldBe(ServingStatus.NotServing);
        _checks.ShouldBe(1);
        answer.SetResult(HealthStatus.Healthy);
        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task Watch_WhenWhatTheChecksMeanCannotBeTold_EndsWithUnknown_AndTheNextWorks()
    {
        var fault = new InvalidOperationException("not for callers");
        Func<bool> counts = () => throw fault;
        await using var server = await StartAsync(options => options.Services.Map("echo.Echo", _ => counts()));
        SetDatabase(HealthStatus.Unhealthy);
        server.ExpectsErrors = true;
        using var watch = Watch(server, "echo.Other");

        var failure = await Should.ThrowAsync<RpcException>(NextAsync(watch));
        failure.StatusCode.ShouldBe(StatusCode.Unknown);
        failure.Status.Detail.ShouldNotContain(fault.Message);
        server.Log.ShouldContain(entry => entry.Exception == fault);

        counts = () => true;
        using var next = Watch(server, "echo.Echo");
        (await NextAsync(next)).ShouldBe(ServingStatus.NotServing);
    }

    [Fact]
    public async Task Watch_OnAServerThatStops_IsToldAndEnds()
    {
        WebApplication? app = null;
        await using var server = await StartAsync(map: mapped => app = mapped);
        using var known = Watch(server, "echo.Echo");
        using var unknown = Watch(server, "nobody.Nothing");
        await NextAsync(known);
        await NextAsync(unknown);

        app!.Lifetime.StopApplication();

        (await NextAsync(known)).ShouldBe(ServingStatus.NotServing);
        (await Should.ThrowAsync<RpcException>(NextAsync(known))).StatusCode.ShouldBe(StatusCode.Unavailable);
        (await Should.ThrowAsync<RpcException>(NextAsync(unknown))).StatusCode.ShouldBe(StatusCode.Unavailable);

        using var late = Watch(server, "echo.Echo");
        (await NextAsync(late)).ShouldBe(ServingStatus.NotServing);
        (await Should.ThrowAsync<RpcException>(NextAsync(late))).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Watch_DoesNotKeepItsServerFromStopping()
    {
        WebApplication? app = null;
        await using var server = await StartAsync(map: mapped => app = mapped);
        using var watch = Watch(server, "");
        await NextAsync(watch);

        // The host would wait 30 seconds, longer than the bound, for calls that do not end.
        await app!.StopAsync().Bounded();

        (await NextAsync(watch)).ShouldBe(ServingStatus.NotServing);
        (await Should.ThrowAsync<RpcException>(NextAsync(watch))).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task AWatcherThatReadsSlowly_IsToldTheLatestOnly()
    {
        var watcher = new HealthWatcher("");
        watcher.Offer(ServingStatus.Serving);
        await using var statuses = watcher.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
        (await statuses.MoveNextAsync()).ShouldBeTrue();
        statuses.Current.ShouldBe(ServingStatus.Serving);

        for (var i = 0; i < 1000; i++)
        {
            watcher.Offer(ServingStatus.NotServing);
            watcher.Offer(ServingStatus.Serving);
        }

        watcher.Offer(ServingStatus.NotServing);
        (await statuses.MoveNextAsync()).ShouldBeTrue();
        statuses.Current.ShouldBe(ServingStatus.NotServing);

        // Back to what it was told last: there is nothing to tell, and the end comes next.
        watcher.Offer(ServingStatus.Serving);
        watcher.Offer(ServingStatus.NotServing);
        watcher.End(new InvalidOperationException("the end"));
        (await Should.ThrowAsync<InvalidOperationException>(statuses.MoveNextAsync().AsTask())).Message.ShouldBe("the end");
    }

    [Fact]
    public async Task Options_OutOfBounds_StopTheStartWithEveryFault()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(StartAsync(options =>
        {
            options.WatchPeriod = TimeSpan.Zero;
            options.WatchTimeout = TimeSpan.FromDays(2);
        }));

        failure.Message.ShouldContain("WatchPeriod");
        failure.Message.ShouldContain("WatchTimeout");
    }

    private Task<RunningServer> StartAsync(
        Action<GrpcHealthChecksOptions>? configure = null, TimeProvider? clock = null, Action<WebApplication>? map = null) => RunningServer.StartAsync(
        services: services => services
            .AddSingleton(clock ?? _clock)
            .AddGrpcHealthChecks(options =>
            {
                options.Services.Map("echo.Echo", check => check.Tags.Contains("echo"));
                options.Services.Map("echo.Other", check => check.Tags.Contains("other"));
                configure?.Invoke(options);
            })
            .AddAsyncCheck("database", AskDatabaseAsync, ["echo"])
            // The framework logs an unhealthy check as an error, which is not what these tests are about.
            .Services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)),
        map: app =>
        {
            app.MapGrpcHealthChecksService();
            map?.Invoke(app);
        });

    private async Task<HealthCheckResult> AskDatabaseAsync(CancellationToken cancellationToken)
    {
        var answer = _database(cancellationToken);
        Interlocked.Increment(ref _checks);
        _checked.Release();
        return new HealthCheckResult(await answer);
    }

    private void SetDatabase(HealthStatus status) => _database = _ => Task.FromResult(status);

    /// <summary>Waits until the database has been asked so many times.</summary>
    private async Task CheckedAsync(int times)
    {
        while (Volatile.Read(ref _checks) < times)
        {
            await _checked.WaitAsync().Bounded();
        }
    }

    private static AsyncServerStreamingCall<HealthCheckResponse> Watch(RunningServer server, string service) =>
        new Health.HealthClient(server.Channel).Watch(new HealthCheckRequest { Service = service });

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        (await watch.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        return watch.ResponseStream.Current.Status;
    }
}
