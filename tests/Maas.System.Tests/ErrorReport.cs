using System.Text.Encodings.Web;
using System.Text.Json;
using Maas.Models;

namespace Maas.SystemTests;

/// <summary>What a client reads of one error of the registry; a line of JSON, whatever the client is written in.</summary>
/// <param name="Call">Which call failed.</param>
/// <param name="Code">The name of the status code that the call ended with.</param>
/// <param name="Message">The message that the call ended with.</param>
/// <param name="StatusCode">The code in google.rpc.Status.</param>
/// <param name="StatusMessage">The message in google.rpc.Status.</param>
/// <param name="Details">The full names of the messages in its details.</param>
/// <param name="Reason">ErrorInfo's.</param>
/// <param name="Domain">ErrorInfo's.</param>
/// <param name="Fields">BadRequest's.</param>
/// <param name="Preconditions">PreconditionFailure's.</param>
internal sealed record ErrorReport(
    string Call,
    string Code,
    string Message,
    int StatusCode,
    string StatusMessage,
    string[] Details,
    string Reason,
    string Domain,
    FieldViolation[] Fields,
    FailedPrecondition[] Preconditions)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static ErrorReport Parse(string line) => JsonSerializer.Deserialize<ErrorReport>(line, Json)!;

    /// <summary>The report as JSON, which is the same for two reports that say the same.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Json);
}
