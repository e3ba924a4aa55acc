namespace Maas.Hosting.Settings;

/// <summary>The texts given for one setting, and where they came from (<c>--http-port</c>, <c>MAAS_HTTP_PORT</c>, a file's key).</summary>
internal sealed record SettingValue(string Origin, IReadOnlyList<string> Texts);
