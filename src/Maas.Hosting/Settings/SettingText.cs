using System.ComponentModel;
using System.Globalization;

namespace Maas.Hosting.Settings;

/// <summary>Turns the text of a setting into its value and back.</summary>
internal static class SettingText
{
    public static string Format(object? value) => value switch
    {
        null => "",
        TimeSpan duration => Duration.Format(duration),
        bool flag => flag ? "true" : "false",
        Enum name => name.ToString().ToLowerInvariant(),
        IReadOnlyList<string> list => string.Join(',', list),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Reads one value of the given type.</summary>
    /// <exception cref="FormatException">The text is no such value; the message says what is expected.</exception>
    public static object Parse(Type type, string text)
    {
        if (type == typeof(string))
        {
            return text;
        }

        if (type == typeof(TimeSpan))
        {
            return Duration.Parse(text);
        }

        if (type == typeof(bool))
        {
            return bool.TryParse(text, out var flag) ? flag : throw new FormatException("must be true or false");
        }

        if (type == typeof(Uri))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : throw new FormatException("must be an absolute URI");
        }

        if (type.IsEnum)
        {
            return ParseEnum(type, text);
        }

        return ParseNumber(type, text);
    }

    private static object ParseEnum(Type type, string text) =>
        Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse(type, known)
            : throw new FormatException($"must be one of {string.Join(", ", Enum.GetNames(type)).ToLowerInvariant()}");

    private static object ParseNumber(Type type, string text)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text)!;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            throw new FormatException("must be a whole number of at most 32 bits", error);
        }
    }
}
