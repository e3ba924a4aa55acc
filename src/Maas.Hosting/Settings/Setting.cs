using System.ComponentModel;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Maas.Hosting.Settings;

/// <summary>One property of a settings class, with the names under which each source knows it.</summary>
internal sealed partial class Setting
{
    private Setting(PropertyInfo property, object? defaultValue)
    {
        Property = property;
        Name = WordStart().Replace(property.Name, "-").ToLowerInvariant();
        DefaultText = SettingText.Format(defaultValue);
    }

    public PropertyInfo Property { get; }

    /// <summary>The name in kebab case: <c>http-port</c>.</summary>
    public string Name { get; }

    public string Flag => $"--{Name}";

    public string EnvironmentVariable => $"MAAS_{FileKey.ToUpperInvariant()}";

    public string FileKey => Name.Replace('-', '_');

    public string DefaultText { get; }

    public string Description => Property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";

    public bool IsList => Property.PropertyType == typeof(IReadOnlyList<string>);

    public bool IsSwitch => Property.PropertyType == typeof(bool);

    /// <summary>All settings of the given classes; a name that several of them have is one setting.</summary>
    public static IReadOnlyList<Setting> Of(params IEnumerable<Type> settingsTypes) =>
        [.. settingsTypes.SelectMany(Of).DistinctBy(setting => setting.Name)];

    private static IEnumerable<Setting> Of(Type settingsType)
    {
        var defaults = Activator.CreateInstance(settingsType);
        return settingsType.GetProperties()
            .Where(property => property.CanWrite)
            .OrderBy(property => property.MetadataToken)
            .Select(property => new Setting(property, property.GetValue(defaults)));
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();
}
