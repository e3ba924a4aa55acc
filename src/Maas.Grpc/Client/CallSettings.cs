using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Client;

/// <summary>What all calls of a channel share.</summary>
internal sealed record CallSettings(
    IClientTransport Transport,
    TimeProvider Clock,
    ILogger Log,
    int MaxReceiveMessageSize,
    int MaxSendMessageSize,
    ServerName Server)
{
    /// <summary>The server, for messages.</summary>
    public string Target => Server.Text;
}
