using Grpc.Core;

namespace Maas.Load.Serving;

/// <summary>What a handler sees of a call that came from its own process. Its deadline ends nothing: nobody waits elsewhere.</summary>
internal sealed class InProcessContext(string method, CallOptions options) : ServerCallContext
{
    protected override string MethodCore => method;

    protected override string HostCore => "";

    protected override string PeerCore => "";

    protected override DateTime DeadlineCore => options.Deadline ?? DateTime.MaxValue;

    protected override Metadata RequestHeadersCore { get; } = options.Headers ?? [];

    protected override CancellationToken CancellationTokenCore => options.CancellationToken;

    protected override Metadata ResponseTrailersCore => field ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => throw new NotSupportedException("There is no connection to tell of.");

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("Nothing is called on behalf of this call.");

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) =>
        throw new NotSupportedException("Nobody reads headers.");
}
