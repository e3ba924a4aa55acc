using Grpc.Core;

namespace Maas.Grpc.Client;

/// <summary>
/// How long the headers of a reply may be, head and trailers each. It is held here, call by call, since the handler ends the
/// connection with all of its calls for one reply that is over its own limit.
/// </summary>
internal static class HeaderLimit
{
    public const int MaxLength = 64 * 1024;

    /// <summary>The handler's own limit in units of 1024 bytes, for replies that never end.</summary>
    public const int TransportKilobytes = 4 * 1024;

    /// <summary>The failure of a reply whose headers are over the limit; null for one within it.</summary>
    public static RpcException? Failure(int length) => length <= MaxLength
        ? null
        : ClientStatus.Failure(StatusCode.ResourceExhausted, $"The headers of the reply, {length} bytes, are over the limit of {MaxLength}.");
}
