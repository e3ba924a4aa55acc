namespace Maas.Grpc.Server;

/// <summary>The reasons of <c>google.rpc.ErrorInfo</c> for errors that the server finds by itself; stable, for programs to compare with.</summary>
internal static class ErrorReason
{
    public const string MethodUnknown = "METHOD_UNKNOWN";
    public const string EncodingUnknown = "ENCODING_UNKNOWN";
    public const string TimeoutMalformed = "TIMEOUT_MALFORMED";
    public const string RequestMalformed = "REQUEST_MALFORMED";
    public const string RequestMessageCount = "REQUEST_MESSAGE_COUNT";
    public const string RequestTooLarge = "REQUEST_TOO_LARGE";
    public const string ReplyTooLarge = "REPLY_TOO_LARGE";
    public const string ReplyInvalid = "REPLY_INVALID";
    public const string HandlerFailed = "HANDLER_FAILED";
    public const string DeadlinePassed = "DEADLINE_PASSED";
    public const string CallerGone = "CALLER_GONE";
}
