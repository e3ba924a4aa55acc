namespace Maas.Grpc.Load.Calling;

/// <summary>Who calls.</summary>
internal enum CallerVariant
{
    /// <summary>SocketsHttpHandler, which posts bytes.</summary>
    Bare,

    /// <summary>The runtime's channel with stock stubs.</summary>
    Stub,
}
