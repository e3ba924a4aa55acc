using System.Text.Json.Serialization;

namespace Maas.Models;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredModel))]
[JsonSerializable(typeof(PriorFields))]
internal sealed partial class StoredJson : JsonSerializerContext;
