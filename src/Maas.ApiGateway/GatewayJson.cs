using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Maas.ApiGateway.Errors;
using Maas.ApiGateway.Health;
using Maas.ApiGateway.Models;
using Maas.ApiGateway.Watch;

namespace Maas.ApiGateway;

/// <summary>How the gateway writes JSON: snake case, and text as it is.</summary>
[JsonSerializable(typeof(ModelView))]
[JsonSerializable(typeof(ModelListView))]
[JsonSerializable(typeof(MetadataView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ChangeView))]
[JsonSerializable(typeof(ProgressView))]
internal sealed partial class GatewayJson : JsonSerializerContext
{
    public static GatewayJson Snake { get; } = new(Configure(new JsonSerializerOptions()));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        // The answers are application/json, never part of a page, so that only what JSON itself reserves needs an escape.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }
}
