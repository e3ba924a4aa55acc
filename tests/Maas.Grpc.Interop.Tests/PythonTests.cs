namespace Maas.Grpc.Interop.Tests;

public sealed class PythonTests(PythonPeer peer) : PeerTests<PythonPeer>(peer);
