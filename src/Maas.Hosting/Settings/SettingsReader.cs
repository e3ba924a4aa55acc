using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Maas.Hosting.Settings;

/// <summary>
/// The values that a process was started with: flags before <c>MAAS_…</c> environment variables before the file named with
/// <c>--config</c> before defaults. Nothing is read from the working directory.
/// </summary>
public sealed class SettingsReader
{
    private readonly IReadOnlyList<Setting> _known;
    private readonly Dictionary<string, SettingValue> _values = new(StringComparer.Ordinal);
    private readonly List<string> _faults;

    internal SettingsReader(
        IReadOnlyList<Setting> known,
        IReadOnlyDictionary<string, SettingValue> flags,
        Func<string, string?> environment,
        string? configFile,
        IEnumerable<string> faults)
    {
        _known = known;
        _faults = [.. faults];
        var file = configFile is null ? [] : SettingsFile.Read(configFile, known, _faults);
        foreach (var setting in known)
        {
            var value = flags.GetValueOrDefault(setting.Name) ?? FromEnvironment(setting, environment) ?? file.GetValueOrDefault(setting.Name);
            if (value is not null)
            {
                _values.Add(setting.Name, value);
            }
        }
    }

    /// <summary>
    /// Makes a settings object: every public property is a setting, its default is the value that a new object has, its
    /// bounds are its data annotations.
    /// </summary>
    /// <typeparam name="T">A class that was named when the command was made.</typeparam>
    /// <returns>The object; call <see cref="ThrowIfFaulty"/> before using it.</returns>
    public T Get<T>()
        where T : class, new()
    {
        var settings = new T();
        var unreadable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var setting in Setting.Of(typeof(T)))
        {
            if (_values.TryGetValue(setting.Name, out var value) && !TrySet(settings, setting, value))
            {
                unreadable.Add(setting.Property.Name);
            }
        }

        foreach (var result in FaultsOf(settings).Where(result => !result.MemberNames.Any(unreadable.Contains)))
        {
            AddFault(Describe(result));
        }

        return settings;
    }

    /// <summary>Adds a fault of several settings together.</summary>
    /// <param name="isRight">Whether they go together.</param>
    /// <param name="fault">What is wrong otherwise, naming the settings.</param>
    public void Require(bool isRight, string fault)
    {
        if (!isRight)
        {
            AddFault(fault);
        }
    }

    /// <summary>Throws if anything that was given, or any object made by <see cref="Get"/>, is wrong.</summary>
    /// <exception cref="SettingsException">It lists every fault.</exception>
    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0)
        {
            throw new SettingsException(_faults);
        }
    }

    private static SettingValue? FromEnvironment(Setting setting, Func<string, string?> environment) =>
        environment(setting.EnvironmentVariable) is { Length: > 0 } text
            ? new SettingValue(
                setting.EnvironmentVariable,
                setting.IsList ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text])
            : null;

    // Not Validator.TryValidateObject, which looks at the object as a whole only when no property is at fault by itself.
    private static IEnumerable<ValidationResult> FaultsOf<T>(T settings)
        where T : class
    {
        var results = new List<ValidationResult>();
        foreach (var setting in Setting.Of(typeof(T)))
        {
            var context = new ValidationContext(settings) { MemberName = setting.Property.Name };
            Validator.TryValidateProperty(setting.Property.GetValue(settings), context, results);
        }

        return settings is IValidatableObject whole ? results.Concat(whole.Validate(new ValidationContext(settings))) : results;
    }

    private bool TrySet<T>(T settings, Setting setting, SettingValue value)
    {
        try
        {
            var parsed = setting.IsList ? value.Texts : SettingText.Parse(setting.Property.PropertyType, value.Texts[^1]);
            setting.Property.SetValue(settings, parsed);
            return true;
        }
        catch (FormatException error)
        {
            AddFault(string.Create(CultureInfo.InvariantCulture, $"{value.Origin}: {error.Message}, not '{value.Texts[^1]}'"));
            return false;
        }
    }

    private string Describe(ValidationResult result)
    {
        var property = result.MemberNames.FirstOrDefault();
        var setting = _known.FirstOrDefault(setting => setting.Property.Name == property);
        if (setting is null)
        {
            return result.ErrorMessage ?? "";
        }

        return $"{_values.GetValueOrDefault(setting.Name)?.Origin ?? setting.Flag}: {result.ErrorMessage}";
    }

    // Two settings classes may share a property, whose fault is then found twice.
    private void AddFault(string fault)
    {
        if (!_faults.Contains(fault))
        {
            _faults.Add(fault);
        }
    }
}
