namespace Maas.Grpc.Interop.Tests;

public sealed class GoTests(GoPeer peer) : PeerTests<GoPeer>(peer);
