namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Tests that look at the process's memory, and so run while no other does.</summary>
[CollectionDefinition(nameof(Memory), DisableParallelization = true)]
public sealed class Memory
{
    /// <summary>How many bytes are held, once what is garbage is gone.</summary>
    public static long Held() => GC.GetTotalMemory(forceFullCollection: true);
}
