namespace Maas.Load.Calling;

internal static class Reading
{
    public static void Check<T>(T actual, T expected)
        where T : IEquatable<T>
    {
        if (!actual.Equals(expected))
        {
            throw new InvalidDataException($"{actual} instead of {expected}.");
        }
    }
}
