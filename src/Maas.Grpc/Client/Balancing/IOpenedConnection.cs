namespace Maas.Grpc.Client.Balancing;

/// <summary>A connection whose <see cref="Opening"/> has bytes of it.</summary>
internal interface IOpenedConnection : IDisposable
{
    Opening Opening { get; }

    /// <summary>Whether the peer has not ended it, as far as can be seen.</summary>
    bool IsAlive { get; }

    /// <summary>Called once, when it is closed.</summary>
    Action? Closed { get; set; }

    /// <summary>Reads past the opening.</summary>
    ValueTask<int> ReadDirectlyAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Writes past the opening.</summary>
    ValueTask WriteDirectlyAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}
