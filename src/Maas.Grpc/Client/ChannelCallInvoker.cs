using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Client.Retries;

namespace Maas.Grpc.Client;

/// <summary>Makes calls over a channel's transport.</summary>
internal sealed class ChannelCallInvoker(CallSettings settings) : CallInvoker, IDisposable
{
    private volatile bool _disposed;

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request) => StartUnary(method, host, options, request).Response.GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request)
    {
        var call = StartUnary(method, host, options, request);
        return new AsyncUnaryCall<TResponse>(call.Response, HeadersOf, StatusOf, TrailersOf, CancelOf, call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request)
    {
        ThrowIfUnusable(method);
        ArgumentNullException.ThrowIfNull(request);

        var call = new ReplyStreamCall<TResponse>(settings, method, method.ResponseMarshaller, host, options, streamsRequests: false);
        call.Start(BodyOf(call, method, request));
        return new AsyncServerStreamingCall<TResponse>(call, HeadersOf, StatusOf, TrailersOf, CancelOf, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options)
    {
        ThrowIfUnusable(method);

        var call = new SingleReplyCall<TResponse>(settings, method, method.ResponseMarshaller, host, options);
        var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
        call.Start(requests);

        // A write fails with the same, and who sees that need not await the reply.
        call.ObserveFailure();
        return new AsyncClientStreamingCall<TRequest, TResponse>(requests, call.Response, HeadersOf, StatusOf, TrailersOf, CancelOf, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options)
    {
        ThrowIfUnusable(method);

        var call = new ReplyStreamCall<TResponse>(settings, method, method.ResponseMarshaller, host, options, streamsRequests: true);
        var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
        call.Start(requests);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(requests, call, HeadersOf, StatusOf, TrailersOf, CancelOf, call);
    }

    public void Dispose()
    {
        _disposed = true;
        settings.Transport.Dispose();
    }

    private static Task<Metadata> HeadersOf(object call) => ((ClientCall)call).ResponseHeadersAsync();

    private static Status StatusOf(object call) => ((ClientCall)call).GetStatus();

    private static Metadata TrailersOf(object call) => ((ClientCall)call).GetTrailers();

    private static void CancelOf(object call) => ((ClientCall)call).Cancel();

    private SingleReplyCall<TResponse> StartUnary<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request)
        where TRequest : class
        where TResponse : class
    {
        ThrowIfUnusable(method);
        ArgumentNullException.ThrowIfNull(request);

        var call = new SingleReplyCall<TResponse>(settings, method, method.ResponseMarshaller, host, options);
        call.Start(BodyOf(call, method, request));
        return call;
    }

    private RequestBody BodyOf<TRequest, TResponse>(ClientCall call, Method<TRequest, TResponse> method, TRequest request)
        where TRequest : class
        where TResponse : class =>
        settings.Retries is { } retries && retries.RulesOf(method) is { } rules && rules.ApplyTo(request)
            ? KeptRequest.Of(call, method.RequestMarshaller, request, new CallRetries(retries, rules))
            : new SingleRequest<TRequest>(call, method.RequestMarshaller, request);

    private void ThrowIfUnusable(IMethod method)
    {
        ArgumentNullException.ThrowIfNull(method);
        ObjectDisposedException.ThrowIf(_disposed, typeof(GrpcChannel));
    }
}
