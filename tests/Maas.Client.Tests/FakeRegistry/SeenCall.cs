using Google.Protobuf;
using Grpc.Core;

namespace Maas.Testing.Fakes;

/// <summary>A call as it reached the fake registry.</summary>
public sealed record SeenCall(string Method, IMessage Request, Metadata Headers, DateTime Deadline, string Peer, CancellationToken Cancelled)
{
    public string? Header(string name) => Headers.GetValue(name);
}
