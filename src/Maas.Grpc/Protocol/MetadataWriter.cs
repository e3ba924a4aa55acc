using Grpc.Core;

namespace Maas.Grpc.Protocol;

/// <summary>Turns metadata into headers for the wire.</summary>
internal static class MetadataWriter
{
    /// <summary>The value as it is sent.</summary>
    public static string Value(Metadata.Entry entry) => entry.IsBinary ? BinaryMetadata.Encode(entry.RawBytes) : entry.Value;

    /// <summary>
    /// Whether an entry may be sent as metadata: what HTTP or gRPC keep to themselves may not, since a second grpc-status
    /// or content-type would make another call of it.
    /// </summary>
    public static bool MayBeSent(Metadata.Entry entry) => !MetadataKey.IsReserved(entry.Key);
}
