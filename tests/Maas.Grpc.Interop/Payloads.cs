using Google.Protobuf;
using Grpc.Testing;

namespace Maas.Grpc.Interop;

internal static class Payloads
{
    public static Payload Zeros(int size) => new() { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) };
}
