using Grpc.Core;

namespace Maas.History.Driving;

/// <summary>Status codes as problems write them, such as NOT_FOUND.</summary>
internal static class GrpcCodes
{
    public static StatusCode Parse(string name) => Enum.Parse<StatusCode>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
