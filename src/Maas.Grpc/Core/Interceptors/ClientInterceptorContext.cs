namespace Grpc.Core.Interceptors;

/// <summary>The call that a client interceptor sees.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The reply message.</typeparam>
public struct ClientInterceptorContext<TRequest, TResponse>
    where TRequest : class
    where TResponse : class
{
    /// <summary>A call with its method, authority and options.</summary>
    /// <param name="method">The method.</param>
    /// <param name="host">The authority to ask for; null for the channel's own.</param>
    /// <param name="options">Metadata, deadline and cancellation.</param>
    public ClientInterceptorContext(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        Method = method;
        Host = host;
        Options = options;
    }

    /// <summary>The method.</summary>
    public Method<TRequest, TResponse> Method { get; }

    /// <summary>The authority to ask for; null for the channel's own.</summary>
    public string? Host { get; }

    /// <summary>Metadata, deadline and cancellation.</summary>
    public CallOptions Options { get; }
}
