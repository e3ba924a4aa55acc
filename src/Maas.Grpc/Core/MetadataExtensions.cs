using Google.Protobuf;
using Maas.Grpc.Protocol;

namespace Grpc.Core;

/// <summary>Reads and writes <c>google.rpc.Status</c> in trailers, as the Grpc.StatusProto package does.</summary>
public static class MetadataExtensions
{
    /// <summary>Reads the <c>google.rpc.Status</c> of <c>grpc-status-details-bin</c>.</summary>
    /// <param name="metadata">A call's trailers.</param>
    /// <param name="ignoreParseError">Whether bytes that are no such message count as none.</param>
    /// <returns>The status with its details, or null when there is none.</returns>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    public static Google.Rpc.Status? GetRpcStatus(this Metadata metadata, bool ignoreParseError = false)
    {
        ArgumentNullException.ThrowIfNull(metadata);

        var entry = metadata.Get(ReservedHeaders.StatusDetails);
        if (entry is null)
        {
            return null;
        }

        try
        {
            // From an array: the messages of Google.Api.CommonProtos 2.0.0 are too old to be parsed from a span.
            return Google.Rpc.Status.Parser.ParseFrom(entry.ValueBytes);
        }
        catch (InvalidProtocolBufferException) when (ignoreParseError)
        {
            return null;
        }
    }

    /// <summary>Puts a <c>google.rpc.Status</c> into <c>grpc-status-details-bin</c>, in the place of one that is there.</summary>
    /// <param name="metadata">A call's trailers.</param>
    /// <param name="status">The status with its details. Peers limit all trailers together to 8 KiB.</param>
    public static void SetRpcStatus(this Metadata metadata, Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(status);

        while (metadata.Get(ReservedHeaders.StatusDetails) is { } entry)
        {
            metadata.Remove(entry);
        }

        metadata.Add(ReservedHeaders.StatusDetails, status.ToByteArray());
    }
}
