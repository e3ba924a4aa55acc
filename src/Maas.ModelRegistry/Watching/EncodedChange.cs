using Google.Protobuf;
using Maas.Contract.V1;
using Maas.Models;

namespace Maas.ModelRegistry.Watching;

/// <summary>
/// A change as it stands in a WatchResponse, tag and length included. Encoding is what a watch costs most: it is done once a
/// change, for all readers, and what each is sent is put together from that.
/// </summary>
internal sealed class EncodedChange
{
    private EncodedChange(byte[] bytes) => Bytes = bytes;

    public byte[] Bytes { get; }

    public static EncodedChange Of(ModelChange change)
    {
        // A message of this change alone is the field.
        var alone = new WatchResponse { Changes = { change.ToMessage() } };
        return new EncodedChange(alone.ToByteArray());
    }
}
