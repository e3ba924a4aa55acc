namespace Maas.ApiGateway.Json;

/// <summary>What the documentation needs to know of a <see cref="JsonShape{TTarget}"/>.</summary>
internal interface IJsonShape
{
    IReadOnlyList<DocumentedKey> Documented { get; }
}
