namespace Maas.Grpc.Server.Tests;

/// <summary>A frame as RFC 9113 lays it out.</summary>
internal sealed record Http2Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Settings = 4;
    public const byte Ping = 6;

    public const byte EndStream = 1;
    public const byte Ack = 1;
    public const byte EndHeaders = 4;

    public bool Is(byte type, byte flag) => Type == type && (Flags & flag) != 0;
}
