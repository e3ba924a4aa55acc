namespace Maas.Grpc.Interop.Tests;

public sealed class NodeTests(NodePeer peer) : PeerTests<NodePeer>(peer);
