using System.Collections.Frozen;
using System.Text.Json;

namespace Maas.ApiGateway.Json;

/// <summary>The one JSON object that a request body must be: its keys, each read into <typeparamref name="TTarget"/>.</summary>
/// <remarks>
/// Written over the reader since the serializer stops at the first fault, names a duplicate or unknown key in prose only, and
/// speaks of .NET types. Every fault of a body is found, and named as the caller wrote it.
/// </remarks>
internal sealed class JsonShape<TTarget>(params JsonKey<TTarget>[] keys) : IJsonShape
{
    // Faults that no key can be named for.
    private const string Body = "body";

    private readonly FrozenDictionary<string, JsonKey<TTarget>> _keys = keys.ToFrozenDictionary(key => key.Name, StringComparer.Ordinal);

    public IReadOnlyList<DocumentedKey> Documented { get; } =
        [.. keys.Select(key => new DocumentedKey(key.Name, key.Schema, key.IsRequired || key.IsNeeded))];

    /// <summary>Reads a body.</summary>
    /// <returns>The keys that it has, in its order.</returns>
    public IReadOnlyList<string> Read(ReadOnlySpan<byte> json, TTarget target, Violations violations)
    {
        var present = new List<string>();
        if (json.IsEmpty)
        {
            violations.Add(Body, "must be a JSON object, and is empty");
            return present;
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            ReadBody(ref reader, target, present, violations);
        }
        catch (JsonException error)
        {
            violations.Add(Body, $"is not JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1})");
        }

        return present;
    }

    private void ReadBody(ref Utf8JsonReader reader, TTarget target, List<string> present, Violations violations)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            violations.Add(Body, "must be a JSON object");
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            ReadMember(ref reader, target, present, violations);
        }

        // Finds what follows the object.
        reader.Read();
        foreach (var missing in keys.Where(key => key.IsRequired && !present.Contains(key.Name)))
        {
            violations.Add(missing.Name, "is required");
        }
    }

    private void ReadMember(ref Utf8JsonReader reader, TTarget target, List<string> present, Violations violations)
    {
        if (!JsonValue.TryGetText(ref reader, out var name, out var fault))
        {
            violations.Add(Body, $"has a key that {fault}");
            reader.Skip();
            return;
        }

        if (!_keys.TryGetValue(name, out var key) || present.Contains(name))
        {
            violations.Add(name, key is null ? UnknownKey(name) : "is given twice");
            reader.Skip();
            return;
        }

        reader.Read();
        if (key.IsRequired && reader.TokenType == JsonTokenType.Null)
        {
            violations.Add(name, "must not be null");
        }

        present.Add(name);
        key.Read(ref reader, target, name, violations);
    }

    private string UnknownKey(string name) =>
        keys.FirstOrDefault(key => string.Equals(key.Name, name, StringComparison.OrdinalIgnoreCase)) is { } meant
            ? $"is not a key of this body; '{meant.Name}' is"
            : "is not a key of this body";
}
