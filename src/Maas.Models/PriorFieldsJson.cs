using System.Text.Json;

namespace Maas.Models;

/// <summary>What a change took away, as the JSON that change logs keep: snake_case, what is as it was left out.</summary>
public static class PriorFieldsJson
{
    /// <summary>Writes the fields.</summary>
    /// <param name="prior">The fields.</param>
    /// <returns>One line of JSON.</returns>
    public static string Write(PriorFields prior) => JsonSerializer.Serialize(prior, ModelJson.Context.PriorFields);

    /// <summary>Reads what <see cref="Write"/> wrote, in this or an earlier version.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The fields.</returns>
    /// <exception cref="JsonException">It is not what <see cref="Write"/> writes.</exception>
    public static PriorFields Read(string json) =>
        JsonSerializer.Deserialize(json, ModelJson.Context.PriorFields) ?? throw new JsonException("The fields are null.");
}
