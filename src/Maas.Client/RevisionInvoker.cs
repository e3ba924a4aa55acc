using Grpc.Core;

namespace Maas.Client;

/// <summary>Makes calls of any stub reflect what the channel has seen, and takes in what their replies tell.</summary>
internal sealed class RevisionInvoker(CallInvoker calls, RevisionMemory revisions) : CallInvoker
{
    // Health and reflection know no revisions: a replica that is behind is no less healthy.
    private const string ServicesOfGrpc = "grpc.";

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).ResponseAsync.GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        IsOfGrpc(method)
            ? calls.AsyncUnaryCall(method, host, options, request)
            : RememberedCall<TResponse>.Of(calls.AsyncUnaryCall(method, host, WithRevision(options), request), revisions);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        calls.AsyncServerStreamingCall(method, host, IsOfGrpc(method) ? options : WithRevision(options), request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        calls.AsyncClientStreamingCall(method, host, IsOfGrpc(method) ? options : WithRevision(options));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        calls.AsyncDuplexStreamingCall(method, host, IsOfGrpc(method) ? options : WithRevision(options));

    private static bool IsOfGrpc(IMethod method) => method.ServiceName.StartsWith(ServicesOfGrpc, StringComparison.Ordinal);

    // On a copy: the metadata is its caller's, who may use it again.
    private CallOptions WithRevision(CallOptions options)
    {
        if (revisions.Highest == 0)
        {
            return options;
        }

        Metadata metadata = [.. options.Headers ?? []];
        revisions.AddTo(metadata);
        return options.WithHeaders(metadata);
    }
}
