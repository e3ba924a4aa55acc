using System.Globalization;
using Grpc.Core;

namespace Maas.Grpc.Protocol;

/// <summary>The text of <c>grpc-status</c>: a decimal number.</summary>
internal static class GrpcStatus
{
    private static readonly string[] Texts = [.. Enum.GetValues<StatusCode>().Select(code => ((int)code).ToString(CultureInfo.InvariantCulture))];

    /// <summary>The name that the protocol gives a code, such as <c>INVALID_ARGUMENT</c>; UNKNOWN for one that is not in the list.</summary>
    public static string NameOf(StatusCode code) => code switch
    {
        StatusCode.OK => "OK",
        StatusCode.Cancelled => "CANCELLED",
        StatusCode.InvalidArgument => "INVALID_ARGUMENT",
        StatusCode.DeadlineExceeded => "DEADLINE_EXCEEDED",
        StatusCode.NotFound => "NOT_FOUND",
        StatusCode.AlreadyExists => "ALREADY_EXISTS",
        StatusCode.PermissionDenied => "PERMISSION_DENIED",
        StatusCode.ResourceExhausted => "RESOURCE_EXHAUSTED",
        StatusCode.FailedPrecondition => "FAILED_PRECONDITION",
        StatusCode.Aborted => "ABORTED",
        StatusCode.OutOfRange => "OUT_OF_RANGE",
        StatusCode.Unimplemented => "UNIMPLEMENTED",
        StatusCode.Internal => "INTERNAL",
        StatusCode.Unavailable => "UNAVAILABLE",
        StatusCode.DataLoss => "DATA_LOSS",
        StatusCode.Unauthenticated => "UNAUTHENTICATED",
        _ => "UNKNOWN",
    };

    /// <summary>Writes a code; one that is not in the list of codes is sent as it is.</summary>
    public static string Format(StatusCode code) =>
        (uint)code < (uint)Texts.Length ? Texts[(int)code] : ((int)code).ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a code; a number that is not in the list of codes is UNKNOWN, and a text that is no number is null.</summary>
    public static StatusCode? TryParse(ReadOnlySpan<char> text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return number < Texts.Length ? (StatusCode)number : StatusCode.Unknown;
    }
}
