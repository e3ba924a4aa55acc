using Grpc.Core;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>How a channel connects and what it accepts.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>
    /// The longest reply message in bytes, as it travels and as it is once decompressed; null for no limit. Defaults to 4 MiB.
    /// A call whose reply declares more fails with RESOURCE_EXHAUSTED before that is read, and one whose compressed reply holds
    /// more once that is seen; messages of the stream before it have been delivered.
    /// </summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// The longest request message in bytes, before it is compressed; null for no limit. Defaults to 4 MiB, which is what
    /// servers accept unless told otherwise. A longer request fails with RESOURCE_EXHAUSTED and is not sent; a stream of
    /// requests goes on without it.
    /// </summary>
    public int? MaxSendMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// How long a connection may take to be made, from 1 ms to 24 days; <see cref="Timeout.InfiniteTimeSpan"/> for as long as
    /// the system tries. Defaults to 3 seconds: room for one lost packet, which TCP sends again after a second. Calls that wait
    /// for the connection fail with UNAVAILABLE; a call's own deadline ends its wait earlier.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a connection is silent before it is asked for a sign of life, from 1 second to 24 days;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for never. Defaults to one minute, since other servers close connections that
    /// ask more often (gRFC A8, too_many_pings); towards a server of ours 10 seconds is fine.
    /// </summary>
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long that sign may take before the connection counts as dead, from 1 second to 24 days. Defaults to 20 seconds.</summary>
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether a connection without calls is kept alive too. Defaults to false, as gRFC A8 asks.</summary>
    public bool KeepAlivePermitWithoutCalls { get; set; }

    /// <summary>
    /// A handler of the caller's own, for TLS settings, a Unix socket or a test; null, the default, for one with the settings
    /// above, which then apply. The caller's stays the caller's to dispose. For a channel of several addresses it is a
    /// <see cref="SocketsHttpHandler"/>, of which only the <see cref="SocketsHttpHandler.SslOptions"/> are used.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>
    /// Whether TLS is spoken: required with several addresses; null, the default, for what <c>http</c> or <c>https</c> says.
    /// </summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>
    /// Where the <see cref="ResolverFactory"/> of other schemes than <c>http</c>, <c>https</c> and <c>dns</c> is found; null, the
    /// default, for nowhere.
    /// </summary>
    public IServiceProvider? ServiceProvider { get; set; }

    /// <summary>
    /// How long after an attempt to connect the next one begins, the first time, from 1 ms to 1 day. It grows to 1.6 times with each
    /// one that fails, and is a fifth more or less by chance. Defaults to 1 second. It bounds channels of several addresses, their
    /// look-ups, and calls that wait for the server; other calls to a single address connect when they come.
    /// </summary>
    public TimeSpan InitialReconnectBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What that time grows to, from 1 ms to 1 day. Defaults to 2 minutes.</summary>
    public TimeSpan MaxReconnectBackoff { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Where failed calls are logged, under the category of <see cref="GrpcChannel"/>, and, of several addresses, those that are lost
    /// and back, under that of <see cref="BalancerAddress"/>; null, the default, for nowhere.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock that deadlines, and the times between attempts to connect, go by. Defaults to the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>How calls are spread over addresses and made again; null, the default, for one address and no retries.</summary>
    public ServiceConfig? ServiceConfig { get; set; }

    /// <summary>
    /// How often a call is made at most, whatever its <see cref="RetryPolicy.MaxAttempts"/>, the first time included: from 1,
    /// which is no retries; null for as often as the policy says. Defaults to 5.
    /// </summary>
    public int? MaxRetryAttempts { get; set; } = 5;

    /// <summary>
    /// The longest request in bytes, as it is sent, that is kept so that it can be sent again, from 0; null for no limit. A call
    /// with a longer one is made once. Defaults to 1 MiB.
    /// </summary>
    public long? MaxRetryBufferPerCallSize { get; set; } = 1024 * 1024;

    internal GrpcChannelOptions Copy() => (GrpcChannelOptions)MemberwiseClone();
}
