using System.Buffers.Binary;
using Google.Protobuf;
using Maas.Contract;
using Maas.Grpc.Bench;

namespace Maas.Grpc.Benchmarks;

/// <summary>A model, and the call that gets it.</summary>
internal static class ExampleModel
{
    public const string Path = "/model.ModelService/GetModel";
    public const int PrefixSize = 5;

    public static Model Model { get; } = ExampleModels.Make(0);

    public static byte[] Request { get; } = Frame(new GetModelRequest { Id = Model.Id });

    public static byte[] Response { get; } = Frame(new GetModelResponse { Model = Model });

    private static byte[] Frame(IMessage message)
    {
        var frame = new byte[PrefixSize + message.CalculateSize()];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)(frame.Length - PrefixSize));
        message.WriteTo(frame.AsSpan(PrefixSize));
        return frame;
    }
}
