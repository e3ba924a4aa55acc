namespace Grpc.AspNetCore.Server;

/// <summary>What the server accepts, and what stands before its services.</summary>
public class GrpcServiceOptions
{
    /// <summary>
    /// The longest request message in bytes; null for no limit. Defaults to 4 MiB. A request that declares more is answered
    /// with RESOURCE_EXHAUSTED before its body is read.
    /// </summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// The longest reply message in bytes; null for no limit. Defaults to 4 MiB, which is what clients accept unless told
    /// otherwise. A longer reply is answered with RESOURCE_EXHAUSTED.
    /// </summary>
    public int? MaxSendMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The deadline of calls whose client names none, above zero; null, the default, for none.</summary>
    public TimeSpan? DefaultDeadline { get; set; }

    /// <summary>
    /// The longest deadline that a call gets, whatever its client names, above zero; null, the default, for no such limit. It
    /// applies to calls without a deadline too.
    /// </summary>
    public TimeSpan? MaximumDeadline { get; set; }

    /// <summary>What every call goes through, the first one first. Each is made once, when the server starts.</summary>
    public InterceptorCollection Interceptors { get; } = [];
}
