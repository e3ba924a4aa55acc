using System.Text.Json;
using System.Text.Unicode;
using Google.Protobuf.Collections;

namespace Maas.ApiGateway.Json;

/// <summary>Strict readers of one value; a wrong one is noted, passed over whole and read as empty.</summary>
internal static class JsonValue
{
    public static string ReadText(ref Utf8JsonReader reader, string path, Violations violations) =>
        reader.TokenType == JsonTokenType.Null ? "" : ReadItem(ref reader, path, default, violations);

    public static bool ReadFlag(ref Utf8JsonReader reader, string path, Violations violations) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => Refuse(ref reader, path, "must be true or false", violations, false),
    };

    public static long ReadInteger(ref Utf8JsonReader reader, string path, Violations violations) => reader.TokenType switch
    {
        JsonTokenType.Null => 0,
        JsonTokenType.Number when reader.TryGetInt64(out var number) => number,
        _ => Refuse(ref reader, path, "must be a whole number of at most 64 bits", violations, 0L),
    };

    public static void ReadTexts(ref Utf8JsonReader reader, RepeatedField<string> into, string path, Violations violations)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Refuse(ref reader, path, "must be an array of strings", violations, false);
            return;
        }

        for (var index = 1; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            into.Add(ReadItem(ref reader, path, new ItemName(index, null), violations));
        }
    }

    public static void ReadMap(ref Utf8JsonReader reader, MapField<string, string> into, string path, Violations violations)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Refuse(ref reader, path, "must be an object whose values are strings", violations, false);
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            ReadEntry(ref reader, into, path, violations);
        }
    }

    /// <summary>The text of a string or a key, unless its bytes or escapes are no text.</summary>
    public static bool TryGetText(ref Utf8JsonReader reader, out string text, out string fault)
    {
        text = "";
        fault = "";
        if (!Utf8.IsValid(reader.ValueSpan))
        {
            fault = "is not valid UTF-8";
            return false;
        }

        try
        {
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // The bytes are UTF-8, so it can only be an escape: half of a surrogate pair, such as \ud800 alone.
            fault = "holds half of a surrogate pair";
            return false;
        }
    }

    private static void ReadEntry(ref Utf8JsonReader reader, MapField<string, string> into, string path, Violations violations)
    {
        if (!TryGetText(ref reader, out var key, out var fault))
        {
            violations.Add(path, $"has a key that {fault}");
            reader.Skip();
            return;
        }

        reader.Read();
        var value = ReadItem(ref reader, path, new ItemName(0, key), violations);
        if (!into.TryAdd(key, value))
        {
            violations.Add(path, $"has the key '{key}' twice");
        }
    }

    // Nothing in a list or a map may be absent, so that null is of the wrong type there.
    private static string ReadItem(ref Utf8JsonReader reader, string path, ItemName item, Violations violations)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return Refuse(ref reader, path, $"{item}must be a string", violations, "");
        }

        if (!TryGetText(ref reader, out var text, out var fault))
        {
            violations.Add(path, $"{item}{fault}");
        }

        return text;
    }

    private static T Refuse<T>(ref Utf8JsonReader reader, string path, string message, Violations violations, T empty)
    {
        violations.Add(path, message);
        reader.Skip();
        return empty;
    }

    // Put into words only for an item at fault; the default is a value that is no item.
    private readonly record struct ItemName(int Index, string? Key)
    {
        public override string ToString() => Key is not null ? $"the value of '{Key}' " : Index > 0 ? $"item {Index} " : "";
    }
}
