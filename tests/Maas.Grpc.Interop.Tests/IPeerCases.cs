namespace Maas.Grpc.Interop.Tests;

/// <summary>The cases that an implementation can do.</summary>
public interface IPeerCases
{
    static abstract IReadOnlyList<string> ClientCases { get; }

    static abstract IReadOnlyList<string> ServerCases { get; }
}
