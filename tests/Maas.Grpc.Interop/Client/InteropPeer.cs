using Grpc.Net.Client;
using Grpc.Testing;

namespace Maas.Grpc.Interop.Client;

/// <summary>The server that cases are run against.</summary>
internal sealed class InteropPeer : IDisposable
{
    private readonly GrpcChannel _channel;

    public InteropPeer(Uri address)
    {
        Address = address;
        _channel = GrpcChannel.ForAddress(address);
        Test = new TestService.TestServiceClient(_channel);
        Unimplemented = new UnimplementedService.UnimplementedServiceClient(_channel);
    }

    public Uri Address { get; }

    public TestService.TestServiceClient Test { get; }

    public UnimplementedService.UnimplementedServiceClient Unimplemented { get; }

    public void Dispose() => _channel.Dispose();
}
