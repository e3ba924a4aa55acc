using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>The head of a request, and where its body comes from.</summary>
/// <param name="Path">The method's path.</param>
/// <param name="Host">The authority to ask for; null for the channel's own.</param>
/// <param name="Timeout">The text of grpc-timeout; null for none.</param>
/// <param name="Encoding">What messages may be compressed with; null for nothing.</param>
/// <param name="Metadata">The application's metadata; null for none.</param>
/// <param name="Body">Writes the body, once for each attempt.</param>
/// <param name="WaitsForReady">Whether it waits for a server that cannot be connected to.</param>
internal readonly record struct TransportRequest(
    string Path,
    string? Host,
    string? Timeout,
    string? Encoding,
    Metadata? Metadata,
    IRequestBody Body,
    bool WaitsForReady)
{
    /// <summary>The request when it goes out a while after it was made: its timeout is what is left then.</summary>
    public TransportRequest After(TimeSpan waited) => Timeout is not null && GrpcTimeout.TryParse(Timeout, out var timeout)
        ? this with { Timeout = GrpcTimeout.Format(timeout - waited) }
        : this;
}
