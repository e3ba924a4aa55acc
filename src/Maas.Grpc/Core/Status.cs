namespace Grpc.Core;

/// <summary>The result of a call: a code and a text for people.</summary>
public struct Status
{
    /// <summary>Success, without a text.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>Cancelled, without a text.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    private readonly string? _detail;

    /// <summary>A status with its code and text.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">The text; a server sends at most its first 1,024 bytes of UTF-8.</param>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <summary>A status that also names the local fault behind it.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">The text; a server sends at most its first 1,024 bytes of UTF-8.</param>
    /// <param name="debugException">The fault; it never leaves the process.</param>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        _detail = detail;
        DebugException = debugException;
    }

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>The text; empty when there is none.</summary>
    public readonly string Detail => _detail ?? "";

    /// <summary>
    /// The local fault behind this status. Our client sets it for every status that it made itself (refused connections,
    /// deadlines, broken replies) and never for one that a server sent, so it tells the two apart.
    /// </summary>
    public Exception? DebugException { get; }

    /// <summary>The code and the text, for logs.</summary>
    /// <returns>A text such as <c>Status(StatusCode="NotFound", Detail="…")</c>.</returns>
    public override readonly string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", DebugException=\"{DebugException.GetType()}: {DebugException.Message}\")";
}
