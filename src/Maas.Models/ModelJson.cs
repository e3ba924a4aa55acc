using System.Text.Encodings.Web;
using System.Text.Json;

namespace Maas.Models;

/// <summary>A model as the JSON that change logs and stores keep: snake_case, absent parts left out, unknown ones passed over.</summary>
public static class ModelJson
{
    // Kept in databases, never put into HTML: no need to escape what is not ASCII.
    internal static StoredJson Context { get; } =
        new(new JsonSerializerOptions(StoredJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes a model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>One line of JSON.</returns>
    public static string Write(RegisteredModel model) => JsonSerializer.Serialize(StoredModel.From(model), Context.StoredModel);

    /// <summary>Reads what <see cref="Write"/> wrote, in this or an earlier version.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The model.</returns>
    /// <exception cref="JsonException">It is not what <see cref="Write"/> writes.</exception>
    public static RegisteredModel Read(string json) =>
        JsonSerializer.Deserialize(json, Context.StoredModel)?.ToModel() ?? throw new JsonException("The model is null.");
}
