using System.Diagnostics;
using Grpc.Core;
using Maas.Grpc.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>What the server tells of its calls.</summary>
internal static class ServerTelemetry
{
    private static readonly CallTelemetry Calls =
        new("Maas.Grpc.Server", ActivityKind.Server, "rpc.server.call.duration", "How long served calls took.", IsFaultOfServer);

    public static bool IsListenedTo => Calls.IsListenedTo;

    /// <summary>
    /// Begins to observe a call. ASP.NET Core's own activity, where there is one, has taken over the caller's trace, and is the
    /// parent.
    /// </summary>
    public static ObservedCall Begin(string method, HttpContext http, TimeProvider clock)
    {
        var request = http.Request;
        return Calls.Begin(
            method,
            request.Host is { HasValue: true } host ? (host.Host, host.Port) : null,
            request.Headers.TraceParent,
            request.Headers.TraceState,
            clock);
    }

    // The other codes tell a caller about its own request (semantic-conventions docs/rpc/grpc.md, server).
    private static bool IsFaultOfServer(StatusCode code) => code is StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;
}
