using System.Globalization;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Randomness that a failure's output says how to repeat.</summary>
internal static class Seeded
{
    private const string Variable = "MAAS_RAW_SEED";

    public static Random Random()
    {
        var seed = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : System.Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"Run again with {Variable}={seed}.");
        return new Random(seed);
    }
}
