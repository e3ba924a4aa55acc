using Grpc.Core;

namespace Maas.History.Driving;

/// <summary>Why a stream ended.</summary>
internal sealed record WatchEnd(StatusCode Code, string Reason, IReadOnlyDictionary<string, string> Told)
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    public static WatchEnd Of(StatusCode code) => new(code, "", Nothing);
}
