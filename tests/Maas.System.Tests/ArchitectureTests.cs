using System.Xml.Linq;
using Maas.Testing;

namespace Maas.SystemTests;

/// <summary>Which project may reference which, as docs/architecture.md says.</summary>
public class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Maas.Models"] = [],
        ["Maas.Grpc"] = [],
        ["Maas.Hosting"] = [],
        ["Maas.Grpc.Server"] = ["Maas.Grpc"],
        ["Maas.Contract"] = ["Maas.Grpc"],
        ["Maas.Client"] = ["Maas.Contract", "Maas.Grpc"],
        ["Maas.Storage.Postgres"] = ["Maas.Models", "Maas.Storage"],
        ["Maas.Storage"] = ["Maas.Models"],
        ["Maas.Storage.Sqlite"] = ["Maas.Models", "Maas.Storage"],
        ["Maas.ModelRegistry"] =
            ["Maas.Contract", "Maas.Grpc", "Maas.Grpc.Server", "Maas.Hosting", "Maas.Models", "Maas.Storage.Postgres", "Maas.Storage.Sqlite"],
        ["Maas.ApiGateway"] = ["Maas.Client", "Maas.Contract", "Maas.Grpc", "Maas.Grpc.Server", "Maas.Hosting"],
        ["Maas.Cli"] = ["Maas.ApiGateway", "Maas.Client", "Maas.Hosting", "Maas.ModelRegistry"],
    };

    public static TheoryData<string> Projects => new(
        Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)!));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_ReferencesOnlyWhatItMay(string project)
    {
        var references = XDocument.Load(Repository.PathOf("src", project, $"{project}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        references.ShouldBeSubsetOf(Allowed[project]);
    }
}
