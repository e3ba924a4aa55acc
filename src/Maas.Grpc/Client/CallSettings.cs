using Maas.Grpc.Client.Retries;
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
    /// <summary>Which calls are made again; null for none.</summary>
    public ChannelRetries? Retries { get; init; }

    /// <summary>The server, for messages.</summary>
    public string Target => Server.Text;
}
