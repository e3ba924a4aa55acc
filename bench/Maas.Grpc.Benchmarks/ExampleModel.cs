using System.Buffers.Binary;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Contract;

namespace Maas.Grpc.Benchmarks;

/// <summary>A model of about 400 bytes, and the call that gets it.</summary>
internal static class ExampleModel
{
    public const string Path = "/model.ModelService/GetModel";
    public const int PrefixSize = 5;

    public static Model Model { get; } = new()
    {
        Id = "01920000-0000-7000-8000-000000000000",
        Name = "resnet50-image-classifier",
        Description = "Classifies product photographs into the shop's catalogue of categories.",
        Version = "2.4.1",
        Framework = "pytorch",
        Status = "ready",
        Size = 102_400_000,
        Checksum = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        StoragePath = "models/vision/resnet50/2.4.1",
        Tags = { "vision", "production" },
        OwnerId = "team-vision",
        TenantId = "acme",
        CreatedAt = new Timestamp { Seconds = 1_735_689_600, Nanos = 123_456_000 },
        UpdatedAt = new Timestamp { Seconds = 1_735_776_000, Nanos = 654_321_000 },
        Metadata = { ["accuracy"] = "0.931", ["dataset"] = "imagenet-1k" },
        Etag = "3",
    };

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
