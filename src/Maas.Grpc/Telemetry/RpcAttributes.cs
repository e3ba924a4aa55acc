using System.Diagnostics;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Telemetry;

/// <summary>
/// The names of OpenTelemetry's conventions for RPC, and how they are used for gRPC (semantic-conventions <c>docs/rpc</c>, stable
/// since 1.45).
/// </summary>
internal static class RpcAttributes
{
    public const string System = "rpc.system.name";
    public const string Grpc = "grpc";
    public const string Method = "rpc.method";
    public const string StatusCode = "rpc.response.status_code";

    /// <summary>How often a call was made before the attempt that it ended with; gRFC A72's, since the conventions have none.</summary>
    public const string PreviousAttempts = "previous-rpc-attempts";

    public const string ErrorType = "error.type";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";

    /// <summary>Stands for methods that a server does not have, so that callers cannot fill it with names.</summary>
    public const string OtherMethod = "_OTHER";

    /// <summary>Seconds, as the conventions ask for durations.</summary>
    public static readonly double[] DurationBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>Writes how a call ended into its activity and the measurement's attributes.</summary>
    public static void AddEnd(Activity? activity, ref TagList tags, StatusCode code, bool isError)
    {
        var name = GrpcStatus.NameOf(code);
        tags.Add(StatusCode, name);
        activity?.SetTag(StatusCode, name);
        if (isError)
        {
            tags.Add(ErrorType, name);
            activity?.SetTag(ErrorType, name).SetStatus(ActivityStatusCode.Error);
        }
    }
}
