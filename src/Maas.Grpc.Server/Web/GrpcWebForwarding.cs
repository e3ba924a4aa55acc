using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Web;

/// <summary>
/// Services behind a channel whose unary and server-streaming methods take gRPC-Web calls here. Messages are passed on as bytes.
/// </summary>
/// <remarks>
/// The metadata of a request goes on, but for what belongs to this connection or to the browser: Host, Origin, Referer, Cookie,
/// User-Agent, Connection, Via, Cache-Control and their like, and all of Accept*, Access-Control-*, Content-*, If-*, Proxy-*, Sec-*,
/// X-Forwarded-* and grpc-*. The metadata of a reply's head comes back but for HTTP's own headers; its trailers do in full.
/// </remarks>
/// <param name="invoker">Makes the calls; a channel's, with whatever deadlines, retries and balancing it has.</param>
/// <param name="services">All that is reachable.</param>
public sealed class GrpcWebForwarding(CallInvoker invoker, params IReadOnlyList<ServiceDescriptor> services)
{
    /// <summary>Makes the calls.</summary>
    public CallInvoker Invoker { get; } = invoker ?? throw new ArgumentNullException(nameof(invoker));

    /// <summary>All that is reachable.</summary>
    public IReadOnlyList<ServiceDescriptor> Services { get; } = services ?? throw new ArgumentNullException(nameof(services));

    /// <summary>The longest request message in bytes; null for no limit. Defaults to 4 MiB. A longer one is RESOURCE_EXHAUSTED.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The deadline of unary calls whose client names none, above zero; null, the default, for none. Streams have none.</summary>
    public TimeSpan? DefaultDeadline { get; set; }

    /// <summary>
    /// The longest deadline that a unary call gets, whatever its client names, above zero; null, the default, for no such limit.
    /// </summary>
    public TimeSpan? MaximumDeadline { get; set; }

    /// <summary>
    /// Ends streams of replies with UNAVAILABLE once it is cancelled, such as a host's ApplicationStopping, which streams without an
    /// end would otherwise hold up; none, the default, lets them go on.
    /// </summary>
    public CancellationToken StreamsEnd { get; set; }

    /// <summary>Changes the metadata that is about to be passed on with a request, such as its id; null, the default, for no change.</summary>
    public Action<HttpContext, Metadata>? PrepareMetadata { get; set; }
}
