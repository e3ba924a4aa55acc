namespace Maas.Grpc.Interop.Tests;

/// <summary>A program and the arguments that it always gets.</summary>
internal sealed record CommandLine(string Program, params string[] Arguments)
{
    /// <summary>Our executable.</summary>
    public static CommandLine Ours(string command) => new("dotnet", Path.Combine(AppContext.BaseDirectory, "Maas.Grpc.Interop.dll"), command);
}
