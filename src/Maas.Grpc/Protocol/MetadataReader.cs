using Grpc.Core;

namespace Maas.Grpc.Protocol;

/// <summary>Turns headers from the wire into metadata.</summary>
internal static class MetadataReader
{
    // As many values as Kestrel takes headers.
    private const int MaxParts = 100;

    /// <summary>
    /// Adds one header. What is reserved, malformed or not printable ASCII is left out rather than failed on, as the
    /// specification asks: so whatever is read may be sent again.
    /// </summary>
    public static void Add(Metadata metadata, string name, string value)
    {
        var key = MetadataKey.IsValid(name) ? name : MetadataKey.ToLowerAscii(name);
        if (MetadataKey.IsReserved(key) || !MetadataKey.IsValid(key))
        {
            return;
        }

        if (MetadataKey.IsBinary(key))
        {
            AddBinary(metadata, key, value);
        }
        else if (MetadataText.IsValid(value))
        {
            metadata.Add(Metadata.Entry.FromWire(key, value));
        }
    }

    private static void AddBinary(Metadata metadata, string key, string value)
    {
        // Several values of one key may have been joined with commas on the way. A few bytes may stand for thousands of commas.
        var parts = 0;
        foreach (var part in value.AsSpan().Split(','))
        {
            if (++parts > MaxParts)
            {
                return;
            }

            if (BinaryMetadata.TryDecode(value.AsSpan()[part], out var bytes))
            {
                metadata.Add(Metadata.Entry.FromWire(key, bytes));
            }
        }
    }
}
