using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Client;

/// <summary>What all calls of a channel share.</summary>
internal sealed record CallSettings(
    IClientTransport Transport,
    TimeProvider Clock,
    ILogger Log,
    int MaxReceiveMessageSize,
    int MaxSendMessageSize,
    Uri Address)
{
    /// <summary>The server's authority, for messages.</summary>
    public string Target { get; } = Address.Authority;
}
