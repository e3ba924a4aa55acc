namespace Grpc.Core;

/// <summary>The server's stream of replies; it ends when the handler returns.</summary>
/// <typeparam name="T">The reply message.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
