using Grpc.Core;

namespace Maas.ApiGateway.Errors;

/// <summary>The gateway refuses a request by itself, without asking the registry. The message is written for the caller.</summary>
internal sealed class RequestRefusedException(int status, StatusCode code, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public StatusCode Code { get; } = code;

    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    public static RequestRefusedException Invalid(IReadOnlyDictionary<string, IReadOnlyList<string>> errors)
    {
        var faults = errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}"));
        return new(StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, string.Join("; ", faults))
        {
            Errors = errors,
        };
    }

    public static RequestRefusedException Invalid(string field, string message) =>
        Invalid(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [field] = [message] });

    public static RequestRefusedException TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, StatusCode.ResourceExhausted, $"The body is over the limit of {limit} bytes.");

    public static RequestRefusedException UnsupportedMediaType() =>
        new(
            StatusCodes.Status415UnsupportedMediaType,
            StatusCode.InvalidArgument,
            "The body must be application/json in UTF-8, without an encoding.");

    public static RequestRefusedException PreconditionFailed() =>
        new(StatusCodes.Status412PreconditionFailed, StatusCode.Aborted, "A model that is yet to be made has no etag to match.");
}
