using Microsoft.AspNetCore.Http;

namespace Maas.Hosting.Requests;

/// <summary>What a service adds to the log line of a request.</summary>
public static class RequestLog
{
    private static readonly object GrpcStatusKey = new();

    /// <summary>Adds the name of the gRPC status that a call ended with, which HTTP's status does not tell.</summary>
    public static void AddGrpcStatus(HttpContext context, string name)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Items[GrpcStatusKey] = name;
    }

    internal static string? GrpcStatusOf(HttpContext context) =>
        context.Items.TryGetValue(GrpcStatusKey, out var name) ? (string?)name : null;
}
