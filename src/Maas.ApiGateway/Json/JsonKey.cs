using Google.Protobuf.Collections;
using Microsoft.OpenApi;

namespace Maas.ApiGateway.Json;

/// <summary>A key that a request body may have: how its value is read, and how it is documented.</summary>
internal sealed record JsonKey<TTarget>(string Name, OpenApiSchema Schema, JsonValueReader<TTarget> Read)
{
    /// <summary>Whether a body without the key, or with null for it, is refused here rather than by the registry.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether the registry refuses a body without the key; said in the documentation only.</summary>
    public bool IsNeeded { get; init; }
}

/// <summary>Keys of each kind of value; null stands for the empty one.</summary>
internal static class JsonKey
{
    public static JsonKey<T> Text<T>(string name, OpenApiSchema schema, Action<T, string> set) =>
        new(name, schema, (ref reader, target, path, violations) => set(target, JsonValue.ReadText(ref reader, path, violations)));

    public static JsonKey<T> Flag<T>(string name, OpenApiSchema schema, Action<T, bool> set) =>
        new(name, schema, (ref reader, target, path, violations) => set(target, JsonValue.ReadFlag(ref reader, path, violations)));

    public static JsonKey<T> Integer<T>(string name, OpenApiSchema schema, Action<T, long> set) =>
        new(name, schema, (ref reader, target, path, violations) => set(target, JsonValue.ReadInteger(ref reader, path, violations)));

    public static JsonKey<T> Texts<T>(string name, OpenApiSchema schema, Func<T, RepeatedField<string>> of) =>
        new(name, schema, (ref reader, target, path, violations) => JsonValue.ReadTexts(ref reader, of(target), path, violations));

    public static JsonKey<T> Map<T>(string name, OpenApiSchema schema, Func<T, MapField<string, string>> of) =>
        new(name, schema, (ref reader, target, path, violations) => JsonValue.ReadMap(ref reader, of(target), path, violations));
}
