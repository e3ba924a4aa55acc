namespace Maas.Load;

/// <summary>How a call gets to the store.</summary>
internal enum Way
{
    /// <summary>gRPC to the registry.</summary>
    Grpc,

    /// <summary>JSON on HTTP/2, answered by the process that has the store.</summary>
    Json2,

    /// <summary>JSON on HTTP/1.1, answered by the process that has the store.</summary>
    Json1,

    /// <summary>JSON on HTTP/1.1 to the gateway, and gRPC from there to the registry: two processes, as in production.</summary>
    Chain,
}
