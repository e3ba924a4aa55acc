using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Maas.ApiGateway.Tests.OpenApi;

/// <summary>Checks a JSON value against the part of JSON Schema 2020-12 that our document uses; a keyword outside of it is a fault.</summary>
internal sealed class JsonSchemaCheck(JsonObject document)
{
    public IReadOnlyList<string> Faults(JsonNode schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema.AsObject(), value, "$", faults);
        return faults;
    }

    private void Check(JsonObject schema, JsonNode? value, string path, List<string> faults)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            schema = Resolve(reference);
        }

        foreach (var (keyword, rule) in schema)
        {
            if (!Holds(keyword, rule!, schema, value, path, faults))
            {
                faults.Add($"{path}: {keyword} {rule!.ToJsonString()} against {value?.ToJsonString() ?? "null"}");
            }
        }
    }

    private JsonObject Resolve(string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (node, step) => node[step]!).AsObject();

    private bool Holds(string keyword, JsonNode rule, JsonObject schema, JsonNode? value, string path, List<string> faults) => keyword switch
    {
        "description" or "format" or "default" => true,
        "type" => (rule is JsonArray types ? types.Select(type => type!.GetValue<string>()) : [rule.GetValue<string>()]).Any(type => IsOf(type, value)),
        "enum" => rule.AsArray().Any(member => JsonNode.DeepEquals(member, value)),
        "minLength" => Text(value) is not { } text || text.EnumerateRunes().Count() >= rule.GetValue<int>(),
        "maxLength" => Text(value) is not { } text || text.EnumerateRunes().Count() <= rule.GetValue<int>(),
        "pattern" => Text(value) is not { } text || Regex.IsMatch(text, rule.GetValue<string>(), RegexOptions.ECMAScript),
        "minimum" => Number(value) is not { } number || number >= Number(rule),
        "maximum" => Number(value) is not { } number || number <= Number(rule),
        "items" => value is not JsonArray list || CheckAll(list.Select((item, index) => (rule, item, $"{path}[{index}]")), faults),
        "maxItems" => value is not JsonArray list || list.Count <= rule.GetValue<int>(),
        "uniqueItems" => value is not JsonArray list || list.Select(item => item!.ToJsonString()).Distinct().Count() == list.Count,
        "required" => value is not JsonObject members || rule.AsArray().All(name => members.ContainsKey(name!.GetValue<string>())),
        "maxProperties" => value is not JsonObject members || members.Count <= rule.GetValue<int>(),
        "properties" => value is not JsonObject members
            || CheckAll(members.Where(member => rule[member.Key] is not null).Select(member => (rule[member.Key]!, member.Value, $"{path}.{member.Key}")), faults),
        "additionalProperties" => value is not JsonObject members || HoldsForOthers(rule, schema, members, path, faults),
        _ => false,
    };

    private bool HoldsForOthers(JsonNode rule, JsonObject schema, JsonObject members, string path, List<string> faults)
    {
        var others = members.Where(member => schema["properties"]?[member.Key] is null).ToList();
        return rule.GetValueKind() == JsonValueKind.False
            ? others.Count == 0
            : CheckAll(others.Select(member => (rule, member.Value, $"{path}.{member.Key}")), faults);
    }

    private bool CheckAll(IEnumerable<(JsonNode Schema, JsonNode? Value, string Path)> values, List<string> faults)
    {
        foreach (var (schema, value, path) in values)
        {
            Check(schema.AsObject(), value, path, faults);
        }

        return true;
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => Number(value) is { } number && number == Math.Truncate(number),
        _ => false,
    };

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static decimal? Number(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number
        ? decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
        : null;
}
