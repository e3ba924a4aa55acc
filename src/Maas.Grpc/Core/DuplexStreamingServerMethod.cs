namespace Grpc.Core;

/// <summary>A handler of many requests and many replies.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The reply message.</typeparam>
/// <param name="requestStream">The requests.</param>
/// <param name="responseStream">Where the replies go.</param>
/// <param name="context">The call.</param>
/// <returns>A task that ends with the stream of replies.</returns>
public delegate Task DuplexStreamingServerMethod<TRequest, TResponse>(
    IAsyncStreamReader<TRequest> requestStream,
    IServerStreamWriter<TResponse> responseStream,
    ServerCallContext context)
    where TRequest : class
    where TResponse : class;
