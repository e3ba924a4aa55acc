namespace Maas.Grpc.Server;

/// <summary>A name that comes from the caller, as it is shown in a text: it may be as long as a message.</summary>
internal static class ShownName
{
    private const int Longest = 100;

    public static string Of(string name) => name.Length <= Longest ? name : name[..Longest];
}
