using Maas.ApiGateway.Models;

namespace Maas.ApiGateway.Watch;

/// <summary>A change as its event shows it.</summary>
internal sealed record ChangeView
{
    public required long Revision { get; init; }

    public required string? Time { get; init; }

    public required string Kind { get; init; }

    public required ModelView Model { get; init; }

    public required string? Actor { get; init; }

    public required string? RequestId { get; init; }
}
