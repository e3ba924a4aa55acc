namespace Maas.ApiGateway.Models;

/// <summary>A page of models as REST shows it.</summary>
internal sealed record ModelListView
{
    public required IReadOnlyList<ModelView> Models { get; init; }

    public required long Total { get; init; }

    public required int Page { get; init; }

    public required int Limit { get; init; }

    public required string? NextPageToken { get; init; }
}
