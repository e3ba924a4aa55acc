namespace Maas.Hosting.Settings;

/// <summary>Some settings are wrong. The message lists every fault, one a line.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>What is wrong, one sentence a fault, each naming its setting and where the value came from.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
