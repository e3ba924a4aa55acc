using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.ApiGateway.Tests.Running;

/// <summary>A gateway on a free port.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningGateway(WebApplication app, RecordedLogs logs)
    {
        _app = app;
        Logs = logs;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    public RecordedLogs Logs { get; }

    /// <summary>The second port, where the settings have one.</summary>
    public Uri Http2Address => new(_app.Urls.Last());

    public static async Task<RunningGateway> StartAsync(
        ApiGatewaySettings settings, TimeProvider? clock = null, Action<IServiceCollection>? configure = null)
    {
        var logs = new RecordedLogs();
        var app = ApiGatewayApp.Build(settings with { HttpPort = 0 }, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(logs);
            builder.Services.AddSingleton(clock ?? TimeProvider.System);
            configure?.Invoke(builder.Services);
        });
        await app.StartAsync();
        return new RunningGateway(app, logs);
    }

    /// <summary>Begins to stop, as a signal does, while the test still holds it.</summary>
    public void BeginStop() => _app.Lifetime.StopApplication();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
