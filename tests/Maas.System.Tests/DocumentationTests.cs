using Maas.ApiGateway;
using Maas.Hosting.Settings;
using Maas.ModelRegistry;
using Maas.Testing;

namespace Maas.SystemTests;

public class DocumentationTests
{
    [Fact]
    public void Operations_ListsEverySettingAsItIs()
    {
        var gateway = Setting.Of(typeof(ApiGatewaySettings));
        var registry = Setting.Of(typeof(ModelRegistrySettings));
        var expected = gateway.Concat(registry).DistinctBy(setting => setting.Name).Select(setting =>
            $"| `{setting.Flag}` | {setting.DefaultText} | {Users(setting)} | {setting.Description} |");

        var table = File.ReadAllLines(Repository.PathOf("docs", "operations.md"))
            .SkipWhile(line => !line.StartsWith("| flag |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'));

        table.ShouldBe(expected);

        string Users(Setting setting) => (gateway.Any(Is(setting)), registry.Any(Is(setting))) switch
        {
            (true, true) => "both",
            (true, false) => "gateway",
            _ => "registry",
        };
    }

    private static Func<Setting, bool> Is(Setting setting) => other => other.Name == setting.Name;
}
