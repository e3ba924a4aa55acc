using System.CommandLine;
using System.CommandLine.Invocation;

namespace Maas.Hosting.Settings;

/// <summary>Gives a command of a command line one flag a setting.</summary>
public static class SettingsCommand
{
    /// <summary>Adds a flag for every property of the given classes, and <c>--config</c>.</summary>
    /// <param name="command">The command that takes the flags.</param>
    /// <param name="settingsTypes">Settings classes: a public property with a setter is a setting, described by its <see cref="System.ComponentModel.DescriptionAttribute"/>.</param>
    /// <param name="except">Properties that the command sets itself, by name.</param>
    /// <param name="run">What the command does; its result is the exit code. A <see cref="SettingsException"/> or <see cref="StartupException"/> from it is written to standard error, and the exit code is 1.</param>
    public static void Configure(Command command, IReadOnlyList<Type> settingsTypes, IReadOnlyCollection<string> except, Func<SettingsReader, Task<int>> run)
    {
        IReadOnlyList<Setting> known = [.. Setting.Of(settingsTypes).Where(setting => !except.Contains(setting.Property.Name))];
        var options = known.ToDictionary(setting => setting, ToOption);
        var config = new Option<string>("--config")
        {
            Description = "A JSON file with settings, a key a setting: {\"http_port\": 8000}. [env: MAAS_CONFIG]",
            HelpName = "file",
        };

        command.Options.Add(config);
        foreach (var option in options.Values)
        {
            command.Options.Add(option);
        }

        // Collected with the other faults instead.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed => RunAsync(parsed, () => run(Read(parsed))));

        SettingsReader Read(ParseResult parsed) => new(
            known,
            known.Where(setting => parsed.GetResult(options[setting]) is { Implicit: false })
                .ToDictionary(setting => setting.Name, setting => FlagValue(parsed, setting, options[setting])),
            Environment.GetEnvironmentVariable,
            (parsed.GetValue(config) ?? Environment.GetEnvironmentVariable("MAAS_CONFIG")) is { Length: > 0 } file ? file : null,
            [
                .. parsed.UnmatchedTokens.Select(token => $"'{token}' is not a flag of this command"),
                .. parsed.GetValue(config) == "" ? (string[])["--config: must name a file"] : [],
            ]);
    }

    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction action)
        {
            action.ShowHelp = args.Length == 0;
        }

        // Ctrl-C and SIGTERM belong to ServiceProcess, which drains; the default here ends the process after two seconds.
        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<Task<int>> run)
    {
        var error = parsed.InvocationConfiguration.Error;
        var program = parsed.RootCommandResult.Command.Name;
        try
        {
            return await run();
        }
        catch (SettingsException wrong)
        {
            var lines = wrong.Faults.Select(fault => $"{Environment.NewLine}  {fault}");
            await error.WriteLineAsync($"{program}: the settings are wrong:{string.Concat(lines)}");
        }
        catch (StartupException failed)
        {
            await error.WriteLineAsync($"{program}: {failed.Message}");
        }

        return 1;
    }

    private static SettingValue FlagValue(ParseResult parsed, Setting setting, Option option)
    {
        var texts = parsed.GetResult(option)!.Tokens.Select(token => token.Value).ToList();
        return new SettingValue(setting.Flag, texts.Count > 0 ? texts : ["true"]);
    }

    private static Option ToOption(Setting setting)
    {
        var description = $"{setting.Description} [env: {setting.EnvironmentVariable}{(setting.DefaultText.Length > 0 ? $", default: {setting.DefaultText}" : "")}]";
        return setting.IsList
            ? new Option<string[]>(setting.Flag) { Description = description, HelpName = "text", Arity = ArgumentArity.OneOrMore }
            : new Option<string>(setting.Flag)
            {
                Description = description,
                HelpName = HelpName(setting.Property.PropertyType),
                Arity = setting.IsSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            };
    }

    private static string HelpName(Type type) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(TimeSpan) => "duration",
        _ when type == typeof(bool) => "true|false",
        _ when type == typeof(Uri) => "address",
        { IsEnum: true } => string.Join('|', Enum.GetNames(type)).ToLowerInvariant(),
        _ => "number",
    };
}
