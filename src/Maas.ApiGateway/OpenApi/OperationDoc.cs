using System.Text.Json.Nodes;
using Maas.ApiGateway.Consistency;
using Maas.ApiGateway.Json;
using Microsoft.OpenApi;

namespace Maas.ApiGateway.OpenApi;

/// <summary>What the documentation says of an operation beyond its route.</summary>
internal sealed record OperationDoc(string Summary, string Description)
{
    public bool HasId { get; init; }

    public IReadOnlyList<OpenApiParameter> Parameters { get; init; } = [];

    public IJsonShape? Body { get; init; }

    public JsonNode? BodyExample { get; init; }

    /// <summary>Whether its answers come from the registry, and so tell the revision that they reflect.</summary>
    public bool TellsRevision => Parameters.Any(parameter => parameter.Name == RevisionHeader.Name);

    /// <summary>The answers of success, and of readiness 503.</summary>
    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>The statuses of problems that the operation can end with, beside those of every operation.</summary>
    public IReadOnlyList<int> Problems { get; init; } = [];
}
