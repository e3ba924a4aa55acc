using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Maas.Hosting.Settings;
using Maas.Testing;

namespace Maas.Hosting.Tests;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Get_NothingGiven_HasTheDefaults()
    {
        var settings = Read([], []).Get<SampleSettings>();

        settings.HttpPort.ShouldBe(8000);
        settings.CallTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        settings.AllowedNames.ShouldBeEmpty();
    }

    [Fact]
    public void Get_FlagVariableAndFile_TheFlagWins()
    {
        var file = FileWith("""{"http_port": 1}""");

        Read(new() { ["http-port"] = ["3"] }, new() { ["MAAS_HTTP_PORT"] = "2" }, file).Get<SampleSettings>().HttpPort.ShouldBe(3);
        Read([], new() { ["MAAS_HTTP_PORT"] = "2" }, file).Get<SampleSettings>().HttpPort.ShouldBe(2);
        Read([], [], file).Get<SampleSettings>().HttpPort.ShouldBe(1);
    }

    [Fact]
    public void Get_Lists_ComeRepeatedCommaSeparatedOrAsAnArray()
    {
        string[] expected = ["a", "b"];

        Read(new() { ["allowed-names"] = ["a", "b"] }, []).Get<SampleSettings>().AllowedNames.ShouldBe(expected);
        Read([], new() { ["MAAS_ALLOWED_NAMES"] = "a, b" }).Get<SampleSettings>().AllowedNames.ShouldBe(expected);
        Read([], [], FileWith("""{"allowed_names": ["a", "b"]}""")).Get<SampleSettings>().AllowedNames.ShouldBe(expected);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    public void Get_Duration_HasAUnit(string text, int milliseconds) =>
        Read(new() { ["call-timeout"] = [text] }, []).Get<SampleSettings>().CallTimeout.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Fact]
    public void ThrowIfFaulty_ManyFaults_NamesEachWithWhereItCameFrom()
    {
        var file = FileWith("""{"http_prot": 1, "call_timeout": [1]}""");
        var reader = Read(
            new() { ["http-port"] = ["70000"], ["call-timeout"] = ["5"] }, new() { ["MAAS_VERBOSE"] = "yes" }, file, "'--htp' is not a flag of this command");
        reader.Get<SampleSettings>();
        reader.Get<OtherSettings>();

        var faults = Should.Throw<SettingsException>(reader.ThrowIfFaulty).Faults;

        faults.ShouldBe(
        [
            "'--htp' is not a flag of this command",
            $"{file}: 'http_prot' is not a setting",
            $"{file}: 'call_timeout' must be a text, a number or a boolean",
            "--call-timeout: must be a duration such as 500ms, 5s, 2m or 1h, not '5'",
            "MAAS_VERBOSE: must be true or false, not 'yes'",
            "--http-port: must be between 0 and 65535",
        ]);
    }

    [Theory]
    [InlineData("{", "is not JSON (line 1, byte 2)")]
    [InlineData("[]", "must hold one JSON object")]
    [InlineData("""{"http_port":"\ud800"}""", "holds half of a surrogate pair")]
    [InlineData("""{"\ud800":1}""", "holds half of a surrogate pair")]
    [InlineData("""{"http_port":1,"http_port":2}""", "'http_port' is given twice")]
    public void ThrowIfFaulty_BadFile_SaysWhatIsWrong(string content, string fault)
    {
        var file = FileWith(content);

        Should.Throw<SettingsException>(Read([], [], file).ThrowIfFaulty).Faults.ShouldBe([$"{file}: {fault}"]);
    }

    [Theory]
    [InlineData("missing.json")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void ThrowIfFaulty_NoSuchFile_NamesIt(string file) =>
        Should.Throw<SettingsException>(Read([], [], file).ThrowIfFaulty).Message.ShouldStartWith($"{file}: cannot be read: ");

    private static SettingsReader Read(
        Dictionary<string, string[]> flags, Dictionary<string, string> environment, string? file = null, params string[] faults) => new(
        Setting.Of(typeof(SampleSettings), typeof(OtherSettings)),
        flags.ToDictionary(flag => flag.Key, flag => new SettingValue($"--{flag.Key}", flag.Value)),
        environment.GetValueOrDefault,
        file,
        faults);

    private string FileWith(string content)
    {
        var path = Path.Combine(_folder.Path, "settings.json");
        File.WriteAllText(path, content);
        return path;
    }

    private sealed class SampleSettings
    {
        [Description("A port.")]
        [Range(0, 65535, ErrorMessage = "must be between 0 and 65535")]
        public int HttpPort { get; init; } = 8000;

        public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

        public bool Verbose { get; init; }

        public IReadOnlyList<string> AllowedNames { get; init; } = [];
    }

    private sealed class OtherSettings
    {
        [Range(0, 65535, ErrorMessage = "must be between 0 and 65535")]
        public int HttpPort { get; init; } = 8000;
    }
}
