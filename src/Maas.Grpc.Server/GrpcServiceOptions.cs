using System.IO.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>What the server accepts, and what stands before its services.</summary>
public class GrpcServiceOptions
{
    /// <summary>
    /// The longest request message in bytes, compressed or not; null for no limit. Defaults to 4 MiB. A message that declares
    /// more is answered with RESOURCE_EXHAUSTED before it is read, and one that would become longer before it is decompressed further.
    /// </summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// The longest reply message in bytes; null for no limit. Defaults to 4 MiB, which is what clients accept unless told
    /// otherwise. A longer reply is answered with RESOURCE_EXHAUSTED.
    /// </summary>
    public int? MaxSendMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// The encoding of replies to clients that accept it: <c>gzip</c>, or <c>identity</c> for none; null, the default, for none.
    /// A handler chooses for its call with the metadata entry <c>grpc-internal-encoding-request</c>, which is not sent, in
    /// <c>WriteResponseHeadersAsync</c>, and takes a message out with <see cref="Core.WriteFlags.NoCompress"/>. Where secrets and
    /// what callers send stand in one message, compression gives their likeness away by length.
    /// </summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard replies are compressed; null, the default, for <see cref="CompressionLevel.Fastest"/>.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>
    /// The domain of the <c>google.rpc.ErrorInfo</c> that goes with every error whose details the handler has not chosen: those
    /// that the server finds by itself have reasons of their own, the others their code's name. Null, the default, for no details.
    /// </summary>
    public string? ErrorDomain { get; set; }

    /// <summary>
    /// The deadline of unary calls whose client names none, above zero; null, the default, for none. Streams have the deadline
    /// that their client names, or none.
    /// </summary>
    public TimeSpan? DefaultDeadline { get; set; }

    /// <summary>
    /// The longest deadline that a unary call gets, whatever its client names, above zero; null, the default, for no such limit.
    /// It applies to unary calls without a deadline too, and not to streams.
    /// </summary>
    public TimeSpan? MaximumDeadline { get; set; }

    /// <summary>What every call goes through, the first one first. Each is made once, when the server starts.</summary>
    public InterceptorCollection Interceptors { get; } = [];
}
