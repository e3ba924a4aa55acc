using System.Buffers.Binary;
using Google.Protobuf;

namespace Maas.Bench.Driving;

/// <summary>Messages behind their prefix, written here once more so that what is measured is not used to measure it.</summary>
internal static class Framing
{
    public const int PrefixSize = 5;

    public static byte[] Frame(IMessage message)
    {
        var frame = new byte[PrefixSize + message.CalculateSize()];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)(frame.Length - PrefixSize));
        message.WriteTo(frame.AsSpan(PrefixSize));
        return frame;
    }
}
