using Maas.Contract;
using Microsoft.OpenApi;

namespace Maas.ApiGateway.Models;

/// <summary>A parameter of a listing: how it is documented, and how a value is applied, which tells what is wrong with it.</summary>
internal sealed record QueryParameter(string Name, string Description, OpenApiSchema Schema, Func<ListModelsRequest, string, string?> Apply)
{
    public bool IsRepeatable { get; init; }
}
