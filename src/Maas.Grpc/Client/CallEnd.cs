namespace Maas.Grpc.Client;

/// <summary>What ended a call here before its status came.</summary>
internal enum CallEnd
{
    None,
    Caller,
    Deadline,

    /// <summary>The request could not be written; <see cref="RequestBody.Fault"/> says why.</summary>
    Request,
}
