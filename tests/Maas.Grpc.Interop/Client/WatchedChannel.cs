using System.Collections.Concurrent;
using Grpc.Net.Client;
using Grpc.Testing;

namespace Maas.Grpc.Interop.Client;

/// <summary>A channel that keeps the compressed flag of every reply, which the public API does not show.</summary>
internal sealed class WatchedChannel : IDisposable
{
    private readonly ConcurrentQueue<bool> _compressed = new();
    private readonly FlagWatch _watch;
    private readonly GrpcChannel _channel;

    public WatchedChannel(Uri address)
    {
        _watch = new FlagWatch(_compressed.Enqueue);
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = _watch });
        Test = new TestService.TestServiceClient(_channel);
    }

    public TestService.TestServiceClient Test { get; }

    /// <summary>One a reply, in the order in which they came.</summary>
    public IEnumerable<bool> Compressed => _compressed;

    public void Dispose()
    {
        _channel.Dispose();
        _watch.Dispose();
    }
}
