using Microsoft.OpenApi;

namespace Maas.ApiGateway.Json;

internal sealed record DocumentedKey(string Name, OpenApiSchema Schema, bool IsRequired);
