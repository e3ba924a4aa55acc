namespace Maas.Grpc.Server.Tests;

/// <summary>A reply as it came over HTTP.</summary>
internal sealed record RawReply(int HttpStatus, IReadOnlyDictionary<string, string> Headers, byte[] Body, IReadOnlyDictionary<string, string> Trailers)
{
    /// <summary>The status of the call, wherever it is.</summary>
    public string? GrpcStatus => Headers.GetValueOrDefault("grpc-status") ?? Trailers.GetValueOrDefault("grpc-status");

    public string? GrpcMessage => Headers.GetValueOrDefault("grpc-message") ?? Trailers.GetValueOrDefault("grpc-message");
}
