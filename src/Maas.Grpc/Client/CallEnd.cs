namespace Maas.Grpc.Client;

/// <summary>What ended a call before its status came.</summary>
internal enum CallEnd
{
    None,
    Caller,
    Deadline,
}
