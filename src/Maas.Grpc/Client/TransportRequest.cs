using Grpc.Core;

namespace Maas.Grpc.Client;

/// <summary>The head of a request, and where its body comes from.</summary>
/// <param name="Path">The method's path.</param>
/// <param name="Host">The authority to ask for; null for the channel's own.</param>
/// <param name="Timeout">The text of grpc-timeout; null for none.</param>
/// <param name="Encoding">What messages may be compressed with; null for nothing.</param>
/// <param name="Metadata">The application's metadata; null for none.</param>
/// <param name="Body">Writes the body, once for each attempt.</param>
internal readonly record struct TransportRequest(
    string Path,
    string? Host,
    string? Timeout,
    string? Encoding,
    Metadata? Metadata,
    IRequestBody Body);
