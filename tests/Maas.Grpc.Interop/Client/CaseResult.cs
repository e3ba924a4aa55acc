using System.Text.Json;

namespace Maas.Grpc.Interop.Client;

/// <summary>How a case ended: a line of JSON on standard output.</summary>
internal sealed record CaseResult(string Case, bool Passed, string? Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task<CaseResult> OfAsync(string name, Func<Task> run)
    {
        try
        {
            await run().WaitAsync(Limit);
            return new CaseResult(name, true, null);
        }
#pragma warning disable CA1031 // Whatever a case ends with is its result, and the next one is run.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new CaseResult(name, false, error is CaseFailedException ? error.Message : error.ToString());
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
