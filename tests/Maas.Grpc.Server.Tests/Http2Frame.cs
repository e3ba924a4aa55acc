using System.Buffers.Binary;

namespace Maas.Grpc.Server.Tests;

/// <summary>A frame as RFC 9113 lays it out.</summary>
internal sealed record Http2Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const int HeadSize = 9;

    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte PushPromise = 5;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    public const byte EndStream = 1;
    public const byte Ack = 1;
    public const byte EndHeaders = 4;

    public const ushort HeaderTableSize = 1;
    public const ushort InitialWindowSize = 4;

    /// <summary>The error code of a reset, or of the connection's end.</summary>
    public uint ErrorCode => BinaryPrimitives.ReadUInt32BigEndian(Payload.AsSpan(Type == GoAway ? sizeof(uint) : 0));

    public bool EndsStream => Type is Data or Headers && (Flags & EndStream) != 0;

    public static Http2Frame OfHeaders(int stream, byte[] block, bool endStream = false) =>
        new(Headers, (byte)(EndHeaders | (endStream ? EndStream : 0)), stream, block);

    public static Http2Frame OfData(int stream, byte[] bytes, bool endStream = false) =>
        new(Data, endStream ? EndStream : (byte)0, stream, bytes);

    public static Http2Frame OfReset(int stream, uint errorCode) => new(Reset, 0, stream, Number(errorCode));

    public static Http2Frame OfGoAway(int lastStream, uint errorCode) =>
        new(GoAway, 0, 0, [.. Number((uint)lastStream), .. Number(errorCode)]);

    public static Http2Frame OfWindowUpdate(int stream, int more) => new(WindowUpdate, 0, stream, Number((uint)more));

    public static Http2Frame OfPing(byte mark = 0) => new(Ping, 0, 0, [mark, 0, 0, 0, 0, 0, 0, 0]);

    public static Http2Frame OfSettings(params (ushort Id, uint Value)[] settings) => new(
        Settings,
        0,
        0,
        [.. settings.SelectMany(setting => (byte[])[(byte)(setting.Id >> 8), (byte)setting.Id, .. Number(setting.Value)])]);

    public bool Is(byte type, byte flag) => Type == type && (Flags & flag) != 0;

    public byte[] ToBytes()
    {
        var bytes = new byte[HeadSize + Payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, (Payload.Length << 8) | Type);
        bytes[4] = Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), Stream);
        Payload.CopyTo(bytes, HeadSize);
        return bytes;
    }

    private static byte[] Number(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
