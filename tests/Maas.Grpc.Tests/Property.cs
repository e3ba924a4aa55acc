using FsCheck;
using FsCheck.Fluent;

namespace Maas.Grpc.Tests;

/// <summary>Runs a property on random values; a failure's message has the seed, and Replay the way to run it again.</summary>
internal static class Property
{
    private const string Seed = "MAAS_FSCHECK_SEED";

    public static void Holds<T>(Arbitrary<T> values, Func<T, bool> property)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(1000);
        if (Environment.GetEnvironmentVariable(Seed) is { Length: > 0 } seed)
        {
            var parts = seed.Split(',');
            config = config.WithReplay(ulong.Parse(parts[0], null), ulong.Parse(parts[1], null));
        }

        try
        {
            Check.One(config, Prop.ForAll(values, property));
        }
        catch (Exception failure)
        {
            throw new Xunit.Sdk.XunitException($"Run again with {Seed} set to the two numbers of the seed below.\n{failure.Message}", failure);
        }
    }
}
