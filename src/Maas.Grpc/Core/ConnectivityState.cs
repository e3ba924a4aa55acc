namespace Grpc.Core;

/// <summary>How a channel stands to its servers (grpc/grpc doc/connectivity-semantics-and-api.md).</summary>
public enum ConnectivityState
{
    /// <summary>Not connected, and not trying to be: a call connects.</summary>
    Idle,

    /// <summary>Connecting; calls wait.</summary>
    Connecting,

    /// <summary>Connected.</summary>
    Ready,

    /// <summary>Could not connect and will try again after a while; until it has, calls fail unless they wait for it.</summary>
    TransientFailure,

    /// <summary>Disposed.</summary>
    Shutdown,
}
