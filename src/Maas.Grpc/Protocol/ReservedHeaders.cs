namespace Maas.Grpc.Protocol;

/// <summary>The headers that gRPC keeps to itself (PROTOCOL-HTTP2.md).</summary>
internal static class ReservedHeaders
{
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";

    /// <summary>
    /// By this key a call's metadata asks for the encoding of what is sent, as in the official packages. It never travels.
    /// </summary>
    public const string EncodingRequest = "grpc-internal-encoding-request";

    public const string MessageType = "grpc-message-type";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    /// <summary>How many attempts of a call were made before this one (gRFC A6). It travels as metadata, for services to read.</summary>
    public const string PreviousAttempts = "grpc-previous-rpc-attempts";

    /// <summary>When, or whether, a server wants a call to be made again (gRFC A6). It travels as a trailer.</summary>
    public const string PushBack = "grpc-retry-pushback-ms";

    public const string StatusDetails = "grpc-status-details-bin";
}
