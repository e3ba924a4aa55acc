using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;

namespace Maas.Client;

/// <summary>The kept connections to one model registry; make one for a process and share it.</summary>
/// <remarks>No connection is made before the first call, and a lost one is made again by the next call.</remarks>
public sealed class RegistryChannel : IDisposable
{
    private readonly GrpcChannel _channel;

    /// <summary>Prepares the connections.</summary>
    /// <param name="options">Where the registry is, and the limits of a call.</param>
    /// <param name="clock">What deadlines go by.</param>
    public RegistryChannel(IOptions<RegistryClientOptions> options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options.Value;
        _channel = GrpcChannel.ForAddress(Options.Address, ToChannelOptions(Options, clock));
        Invoker = _channel.CreateCallInvoker();
    }

    internal RegistryClientOptions Options { get; }

    internal CallInvoker Invoker { get; }

    /// <summary>Makes calls of any method over these connections, with no deadline or identity that they do not bring.</summary>
    public CallInvoker CreateCallInvoker() => Invoker;

    /// <summary>Takes no more calls and closes the connections.</summary>
    public void Dispose() => _channel.Dispose();

    private static GrpcChannelOptions ToChannelOptions(RegistryClientOptions options, TimeProvider clock) => new()
    {
        ConnectTimeout = options.ConnectTimeout,
        KeepAlivePingDelay = options.KeepAlivePingDelay,
        KeepAlivePingTimeout = options.KeepAlivePingTimeout,
        // Idle connections are pinged too, so that a registry that vanished is noticed before the next call needs it.
        KeepAlivePermitWithoutCalls = true,
        MaxReceiveMessageSize = options.MaxMessageBytes,
        MaxSendMessageSize = options.MaxMessageBytes,
        TimeProvider = clock,
    };
}
