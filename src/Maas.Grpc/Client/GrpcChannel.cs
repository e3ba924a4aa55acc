using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Client;
using Maas.Grpc.Client.Balancing;
using Maas.Grpc.Client.Retries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client;

/// <summary>
/// Connections to one server, or to several that do the same, over HTTP/2. Make one for a process and keep it: it connects with
/// the first call, keeps and shares its connections, opens more when they are full, and connects again by itself after a server
/// was away.
/// </summary>
/// <remarks>
/// <para>
/// A stream is never read ahead of its reader nor written ahead of its server, so whoever is slow holds the other side up.
/// Reading a stream to its end, or disposing its call, gives back what the call holds.
/// </para>
/// <para>
/// Replies may come compressed with gzip. A call's requests are compressed when its metadata has
/// <c>grpc-internal-encoding-request: gzip</c>, which is not sent, but for those whose <see cref="WriteOptions"/> say
/// <see cref="WriteFlags.NoCompress"/>; any other encoding fails the call with INTERNAL.
/// </para>
/// <para>
/// A failed call throws <see cref="RpcException"/>. <see cref="Status.DebugException"/> tells whose error it is: it is set on
/// every status that was made here, such as UNAVAILABLE for a connection that was refused, and never on one that the server sent.
/// </para>
/// <para>
/// A failed call is made again where <see cref="GrpcChannelOptions.ServiceConfig"/> has a <see cref="RetryPolicy"/> for its
/// method (gRFC A6): while the policy names its status, attempts and the deadline are left, the server does not forbid it
/// (<c>grpc-retry-pushback-ms</c>), the throttle allows it, and nothing of a reply was handed over. That is the head of a stream
/// of replies; for a unary call it is the reply itself, or the head where it was asked for. Later attempts carry
/// <c>grpc-previous-rpc-attempts</c>. The caller sees one call: it fails as the last attempt did. Without a policy a call is made
/// once, but for a request that a server refused unread, which the connection sends again.
/// </para>
/// <para>
/// Several servers: <c>dns:///host:port</c> looks the host up, and <c>static:///name</c> takes what a
/// <see cref="Balancer.StaticResolverFactory"/> says; any other scheme has a <see cref="Balancer.ResolverFactory"/> of the caller's.
/// <see cref="GrpcChannelOptions.Credentials"/> say whether to speak TLS, and <see cref="GrpcChannelOptions.ServiceConfig"/> how calls
/// are spread: to the first server that can be connected to (<see cref="Configuration.PickFirstConfig"/>, the default), which the
/// next call looks for again once the connection is lost; or to all in turn (<see cref="Configuration.RoundRobinConfig"/>), each
/// connected to ahead of calls and again when its connection ends. A server counts as connected once it has answered in HTTP/2. One
/// that cannot be connected to, or closes its connection at once, gets no calls and is tried again after
/// <see cref="GrpcChannelOptions.InitialReconnectBackoff"/>, then less and less often; meanwhile addresses are looked up again.
/// Addresses that are gone get no more calls, and those in flight go on to their end; a failed look-up leaves the addresses as
/// they were.
/// </para>
/// <para>
/// A call waits while connections are being made for the first time, and fails with UNAVAILABLE while none of the servers can be
/// connected to. One that was not sent, since its server could not be connected to after all, goes to another; one that may have
/// been delivered is not sent again. With <see cref="CallOptions.WithWaitForReady"/> a call waits, here and on a channel to one
/// server, until it can be sent, its deadline passes, or it is cancelled.
/// </para>
/// <para>
/// A server that finds that it is pinged too often closes the connection (GOAWAY with ENHANCE_YOUR_CALM): its calls fail with
/// UNAVAILABLE, and later connections to it are pinged half as often as <see cref="GrpcChannelOptions.KeepAlivePingDelay"/> says,
/// then a quarter, and so on.
/// </para>
/// <para>
/// While somebody listens, each call is a span of the activity source <c>Maas.Grpc.Client</c>, sent along as <c>traceparent</c>,
/// and is measured by the meter of that name as <c>rpc.client.call.duration</c>, by OpenTelemetry's conventions.
/// </para>
/// </remarks>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ChannelCallInvoker _invoker;
    private readonly BalancedTransport? _balanced;

    private GrpcChannel(ServerName server, IClientTransport transport, GrpcChannelOptions options)
        : base(server.Text)
    {
        var settings = new CallSettings(
            transport,
            options.TimeProvider,
            options.LoggerFactory?.CreateLogger(typeof(GrpcChannel).FullName!) ?? NullLogger.Instance,
            options.MaxReceiveMessageSize ?? int.MaxValue,
            options.MaxSendMessageSize ?? int.MaxValue,
            server)
        {
            Retries = ChannelRetries.Of(options),
        };
        _balanced = transport as BalancedTransport;
        _invoker = new ChannelCallInvoker(settings);
    }

    /// <summary>How a channel of several addresses stands to them.</summary>
    /// <exception cref="InvalidOperationException">The channel is to one server, whose connections are made call by call.</exception>
    public ConnectivityState State => Balanced.State;

    private BalancedTransport Balanced => _balanced ?? throw new InvalidOperationException("A channel to one server does not tell how it stands to it.");

    /// <summary>Makes a channel with the default options.</summary>
    /// <param name="address">
    /// The server: <c>http://host:port</c> for HTTP/2 without TLS, or <c>https://host:port</c>; or several, such as
    /// <c>dns:///host:port</c>.
    /// </param>
    /// <returns>The channel; it has not connected yet.</returns>
    /// <exception cref="ArgumentException">The address is malformed, or has a path or a scheme that needs options.</exception>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>Makes a channel.</summary>
    /// <param name="address">
    /// The server: <c>http://host:port</c> for HTTP/2 without TLS, or <c>https://host:port</c>; or several, such as
    /// <c>dns:///host:port</c>.
    /// </param>
    /// <param name="channelOptions">The options; copied.</param>
    /// <returns>The channel; it has not connected yet.</returns>
    /// <exception cref="ArgumentException">
    /// The address is malformed or has a path, or nothing resolves its scheme; or an option is out of its bounds, missing, or says
    /// other than the address.
    /// </exception>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? ForAddress(uri, channelOptions)
            : throw new ArgumentException($"'{address}' is no address such as http://host:port.", nameof(address));
    }

    /// <summary>Makes a channel with the default options.</summary>
    /// <param name="address">
    /// The server: <c>http://host:port</c> for HTTP/2 without TLS, or <c>https://host:port</c>; or several, such as
    /// <c>dns:///host:port</c>.
    /// </param>
    /// <returns>The channel; it has not connected yet.</returns>
    /// <exception cref="ArgumentException">The address is malformed, or has a path or a scheme that needs options.</exception>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>Makes a channel.</summary>
    /// <param name="address">
    /// The server: <c>http://host:port</c> for HTTP/2 without TLS, or <c>https://host:port</c>; or several, such as
    /// <c>dns:///host:port</c>.
    /// </param>
    /// <param name="channelOptions">The options; copied.</param>
    /// <returns>The channel; it has not connected yet.</returns>
    /// <exception cref="ArgumentException">
    /// The address is malformed or has a path, or nothing resolves its scheme; or an option is out of its bounds, missing, or says
    /// other than the address.
    /// </exception>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);

        ChannelOptionsCheck.ThrowIfOutOfBounds(channelOptions);
        var options = channelOptions.Copy();
        var transport = ChannelTransport.For(address, options);
        return new GrpcChannel(ServerName.Of(address), transport, options);
    }

    /// <summary>Connects a channel of several addresses before its first call, and ends when it is connected.</summary>
    /// <param name="cancellationToken">Ends the wait; the channel goes on connecting.</param>
    /// <returns>A task that ends when calls have a connection.</returns>
    /// <exception cref="InvalidOperationException">The channel is to one server.</exception>
    /// <exception cref="ObjectDisposedException">The channel was disposed.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => Balanced.ConnectAsync(cancellationToken);

    /// <summary>Waits until <see cref="State"/> is another than it was.</summary>
    /// <param name="lastObservedState">What it was.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the state is another.</returns>
    /// <exception cref="InvalidOperationException">The channel is to one server.</exception>
    public Task WaitForStateChangedAsync(ConnectivityState lastObservedState, CancellationToken cancellationToken = default) =>
        Balanced.WaitForStateChangedAsync(lastObservedState, cancellationToken);

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker() => _invoker;

    /// <summary>Takes no more calls and closes the connections once those in flight have ended.</summary>
    public void Dispose() => _invoker.Dispose();

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }
}
