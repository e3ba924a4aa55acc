namespace Maas.ApiGateway.Models;

/// <summary>A model's metadata as REST shows it.</summary>
internal sealed record MetadataView(IReadOnlyDictionary<string, string> Metadata);
