using System.Diagnostics;
using System.Diagnostics.Metrics;
using Maas.Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>A span and a measurement for each call, by OpenTelemetry's names. Nothing is made while nobody listens.</summary>
internal static class ServerTelemetry
{
    private const string Name = "Maas.Grpc.Server";

    private static readonly ActivitySource Source = new(Name);

    private static readonly Histogram<double> Duration = new Meter(Name).CreateHistogram(
        "rpc.server.call.duration",
        "s",
        "How long served calls took.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = RpcAttributes.DurationBoundaries });

    public static bool IsListenedTo => Duration.Enabled || Source.HasListeners();

    /// <summary>Begins to observe a call; its span is the current one for what the caller does next.</summary>
    public static ObservedServerCall Begin(string method, HttpContext http, TimeProvider clock) =>
        new(method, StartActivity(method, http), Duration, clock);

    private static Activity? StartActivity(string method, HttpContext http)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // ASP.NET Core's own activity, where there is one, has taken over the caller's trace.
        ActivityContext parent = default;
        if (Activity.Current is null)
        {
            var headers = http.Request.Headers;
            ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out parent);
        }

        List<KeyValuePair<string, object?>> tags = [new(RpcAttributes.System, RpcAttributes.Grpc), new(RpcAttributes.Method, method)];
        if (http.Request.Host is { HasValue: true } host)
        {
            tags.Add(new(RpcAttributes.ServerAddress, host.Host));
            if (host.Port is { } port)
            {
                tags.Add(new(RpcAttributes.ServerPort, port));
            }
        }

        return Source.StartActivity(ActivityKind.Server, parent, tags, name: method);
    }
}
