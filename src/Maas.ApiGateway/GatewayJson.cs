using System.Text.Json.Serialization;
using Maas.ApiGateway.Errors;
using Maas.ApiGateway.Health;
using Maas.ApiGateway.Models;

namespace Maas.ApiGateway;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelView))]
[JsonSerializable(typeof(ModelListView))]
[JsonSerializable(typeof(MetadataView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class GatewayJson : JsonSerializerContext;
