using System.Reflection;

namespace Maas.Storage;

// One step of the schema: from the version below its number to its number.
internal sealed record Migration(int Version, string Name, string Sql)
{
    // A store's embedded files Migrations/NNNN_name.sql, numbered from 1 without a gap.
    public static IReadOnlyList<Migration> Of(Assembly assembly)
    {
        Migration[] migrations = [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select((name, index) => Read(name, index + 1))];
        return migrations;

        Migration Read(string name, int version)
        {
            if (!name.StartsWith($"{version:0000}_", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"Migration {version} is missing: '{name}' follows.");
            }

            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return new Migration(version, Path.GetFileNameWithoutExtension(name), reader.ReadToEnd());
        }
    }
}
