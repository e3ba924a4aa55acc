using System.Text.Json.Nodes;

namespace Maas.ApiGateway.OpenApi;

/// <summary>One documented answer that is no problem; without a schema it has no body.</summary>
internal sealed record Answer(int Status, string Description, string? Schema = null, JsonNode? Example = null)
{
    public string MediaType { get; init; } = "application/json";

    /// <summary>Names of <see cref="ReplyHeaders"/> that the answer has.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];
}
