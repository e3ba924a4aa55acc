using Grpc.Core;
using Grpc.Net.Client;

namespace Maas.Grpc.Client;

/// <summary>Makes calls over a channel's transport.</summary>
internal sealed class ChannelCallInvoker(CallSettings settings) : CallInvoker, IDisposable
{
    private volatile bool _disposed;

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request) => Start(method, host, options, request).Response.GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request)
    {
        var call = Start(method, host, options, request);
        return new AsyncUnaryCall<TResponse>(
            call.Response,
            state => ((ClientCall)state).ResponseHeadersAsync(),
            state => ((ClientCall)state).GetStatus(),
            state => ((ClientCall)state).GetTrailers(),
            state => ((ClientCall)state).Cancel(),
            call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request) => throw UnaryOnly(method);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options) => throw UnaryOnly(method);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options) => throw UnaryOnly(method);

    public void Dispose()
    {
        _disposed = true;
        settings.Transport.Dispose();
    }

    private UnaryCall<TRequest, TResponse> Start<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request)
        where TRequest : class
        where TResponse : class
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(_disposed, typeof(GrpcChannel));

        var call = new UnaryCall<TRequest, TResponse>(settings, method, host, options, request);
        call.Start();
        return call;
    }

    private static RpcException UnaryOnly(IMethod method)
    {
        var reason = new NotSupportedException($"This client makes unary calls; {method.FullName} is {method.Type}.");
        return new RpcException(new Status(StatusCode.Unimplemented, reason.Message, reason));
    }
}
