namespace Maas.Grpc.Protocol;

/// <summary>The headers that gRPC keeps to itself (PROTOCOL-HTTP2.md).</summary>
internal static class ReservedHeaders
{
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string MessageType = "grpc-message-type";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string StatusDetails = "grpc-status-details-bin";
}
