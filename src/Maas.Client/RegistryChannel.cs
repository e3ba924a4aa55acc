using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Client;

/// <summary>The kept connections to a model registry; make one for a process and share it.</summary>
/// <remarks>
/// <para>No connection is made before the first call, and a lost one is made again by itself.</para>
/// <para>
/// With several addresses calls go to all that can be reached, in turn. One that cannot is tried again in the background,
/// and a call that would have gone there goes elsewhere.
/// </para>
/// <para>
/// It remembers the highest revision of the change log that a reply has told, and every call asks for an answer that reflects it:
/// so no replica shows an older state than another has shown. Where the registry refuses that (OUT_OF_RANGE, REVISION_NOT_REACHED)
/// although nobody else named a revision, its database has lost changes, as one restored from a backup has. That is not
/// forgotten by itself, since what was made of those changes is not either; a new channel begins anew.
/// </para>
/// </remarks>
public sealed class RegistryChannel : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly RevisionInvoker _remembering;

    /// <summary>Prepares the connections.</summary>
    /// <param name="options">Where the registry is, and the limits of a call.</param>
    /// <param name="clock">What deadlines go by.</param>
    /// <param name="loggerFactory">Where lost addresses and failed calls are logged; null for nowhere.</param>
    public RegistryChannel(IOptions<RegistryClientOptions> options, TimeProvider clock, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options.Value;
        Clock = clock;
        _channel = ToChannel(Options, clock, loggerFactory);
        Invoker = _channel.CreateCallInvoker();
        _remembering = new RevisionInvoker(Invoker, Revisions);
    }

    /// <summary>The highest revision of the change log that a reply has told; 0 before there is one.</summary>
    public long Revision => Revisions.Highest;

    internal RegistryClientOptions Options { get; }

    internal TimeProvider Clock { get; }

    /// <summary>What makes the calls, without a thought of revisions.</summary>
    internal CallInvoker Invoker { get; }

    internal RevisionMemory Revisions { get; } = new();

    /// <summary>Prepares the connections to one registry, or to its replicas, with the default options.</summary>
    /// <param name="addresses">Where it is, see <see cref="RegistryAddresses"/>.</param>
    /// <returns>The channel; it has not connected yet.</returns>
    /// <exception cref="ArgumentException">An address is malformed, or they do not go together.</exception>
    public static RegistryChannel ForAddress(params IReadOnlyList<string> addresses) => RegistryAddresses.FaultOf(addresses) is { } fault
        ? throw new ArgumentException($"The registry's address {fault}.", nameof(addresses))
        : new RegistryChannel(Microsoft.Extensions.Options.Options.Create(new RegistryClientOptions { Addresses = addresses }), TimeProvider.System);

    /// <summary>
    /// Makes calls of any method over these connections, with no deadline or identity that they do not bring. They reflect what the
    /// channel has been told of, and it takes in what their replies tell.
    /// </summary>
    /// <returns>The invoker.</returns>
    public CallInvoker CreateCallInvoker() => _remembering;

    /// <summary>Takes no more calls and closes the connections.</summary>
    public void Dispose() => _channel.Dispose();

    private static GrpcChannel ToChannel(RegistryClientOptions options, TimeProvider clock, ILoggerFactory? loggerFactory)
    {
        var addresses = options.Addresses.Select(address => new Uri(address)).ToArray();
        var channel = new GrpcChannelOptions
        {
            ConnectTimeout = options.ConnectTimeout,
            InitialReconnectBackoff = TimeSpan.FromTicks(Math.Min(TimeSpan.TicksPerMillisecond * 100, options.MaxReconnectBackoff.Ticks)),
            MaxReconnectBackoff = options.MaxReconnectBackoff,
            KeepAlivePingDelay = options.KeepAlivePingDelay,
            KeepAlivePingTimeout = options.KeepAlivePingTimeout,

            // Idle connections are pinged too, so that a registry that vanished is noticed before the next call needs it.
            KeepAlivePermitWithoutCalls = true,
            MaxReceiveMessageSize = options.MaxMessageBytes,
            MaxSendMessageSize = options.MaxMessageBytes,
            ServiceConfig = new ServiceConfig(),
            TimeProvider = clock,
            LoggerFactory = loggerFactory,
        };
        RegistryRetries.AddTo(channel.ServiceConfig, options);

        if (addresses is [{ Scheme: not RegistryAddresses.Dns } only])
        {
            return GrpcChannel.ForAddress(only, channel);
        }

        channel.ServiceConfig.LoadBalancingConfigs.Add(new RoundRobinConfig());
        channel.Credentials = addresses[0].Scheme == Uri.UriSchemeHttps ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        if (addresses is [var name])
        {
            return GrpcChannel.ForAddress(name, channel);
        }

        var replicas = addresses.Select(address => new BalancerAddress(address.DnsSafeHost, address.Port)).ToArray();
        channel.ServiceProvider = new ServiceCollection()
            .AddSingleton<ResolverFactory>(new StaticResolverFactory(_ => replicas))
            .BuildServiceProvider();
        return GrpcChannel.ForAddress("static:///registry", channel);
    }
}
