using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Maas.Grpc.Protocol;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server;

/// <summary>What all calls share.</summary>
internal sealed class ServerSettings(GrpcServiceOptions options, TimeProvider clock, ILogger log)
{
    // Kestrel's own limit on a request's body, 30,000,000 bytes by default, must not be met before ours.
    private const int SafelyBelowKestrelsLimit = 28 * 1024 * 1024;

    public int MaxReceiveMessageSize { get; } = options.MaxReceiveMessageSize ?? int.MaxValue;

    public int MaxSendMessageSize { get; } = options.MaxSendMessageSize ?? int.MaxValue;

    public bool LiftsBodyLimit => MaxReceiveMessageSize > SafelyBelowKestrelsLimit;

    public string ReplyEncoding { get; } = options.ResponseCompressionAlgorithm ?? MessageEncoding.Identity;

    public CompressionLevel CompressionLevel { get; } = options.ResponseCompressionLevel ?? CompressionLevel.Fastest;

    public string? ErrorDomain { get; } = options.ErrorDomain;

    public TimeProvider Clock { get; } = clock;

    public ILogger Log { get; } = log;

    /// <summary>How long a call may take; null for as long as it likes, which is what streams get unless their client asks.</summary>
    public TimeSpan? TimeoutFor(MethodType type, TimeSpan? asked)
    {
        if (type != MethodType.Unary)
        {
            return asked;
        }

        var timeout = asked ?? options.DefaultDeadline;
        return options.MaximumDeadline is { } maximum && (timeout is null || timeout > maximum) ? maximum : timeout;
    }
}
