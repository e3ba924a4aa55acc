using System.Text.Json;

namespace Maas.Hosting.Settings;

/// <summary>The file named with <c>--config</c>: one JSON object, a key a setting in snake case.</summary>
internal static class SettingsFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static Dictionary<string, SettingValue> Read(string path, IReadOnlyList<Setting> known, List<string> faults)
    {
        var values = new Dictionary<string, SettingValue>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add($"{path}: must hold one JSON object");
                return values;
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                Add(property);
            }
        }
        catch (InvalidOperationException)
        {
            // The only texts that the parser lets pass and no string can hold.
            faults.Add($"{path}: holds half of a surrogate pair");
        }
        catch (JsonException error)
        {
            faults.Add($"{path}: is not JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1})");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add($"{path}: cannot be read: {error.Message}");
        }

        return values;

        void Add(JsonProperty property)
        {
            var setting = known.FirstOrDefault(setting => setting.FileKey == property.Name);
            if (setting is null)
            {
                faults.Add($"{path}: '{property.Name}' is not a setting");
            }
            else if (TextsOf(property.Value) is not { } texts || (texts.Count != 1 && !setting.IsList))
            {
                faults.Add($"{path}: '{property.Name}' must be {(setting.IsList ? "a list of texts" : "a text, a number or a boolean")}");
            }
            else if (!values.TryAdd(setting.Name, new SettingValue($"'{property.Name}' in {path}", texts)))
            {
                faults.Add($"{path}: '{property.Name}' is given twice");
            }
        }
    }

    private static IReadOnlyList<string>? TextsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [value.GetRawText().ToLowerInvariant()],
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. value.EnumerateArray().Select(item => item.GetString()!)],
        _ => null,
    };
}
