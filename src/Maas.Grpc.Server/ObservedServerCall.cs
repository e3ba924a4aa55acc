using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Server;

/// <summary>A call that somebody listens to.</summary>
internal sealed class ObservedServerCall(string method, Activity? activity, Histogram<double> duration, TimeProvider clock)
{
    private readonly long _startedAt = clock.GetTimestamp();

    public void End(StatusCode code)
    {
        var tags = new TagList { { RpcAttributes.System, RpcAttributes.Grpc }, { RpcAttributes.Method, method } };
        RpcAttributes.AddEnd(activity, ref tags, code, IsFaultOfServer(code));
        duration.Record(clock.GetElapsedTime(_startedAt).TotalSeconds, tags);
        activity?.Dispose();
    }

    // The other codes tell a caller about its own request (semantic-conventions docs/rpc/grpc.md, server).
    private static bool IsFaultOfServer(StatusCode code) => code is StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;
}
