using Google.Protobuf.WellKnownTypes;
using Maas.Contract;

namespace Maas.Grpc.Bench;

/// <summary>Models of about 400 bytes, which all benches read.</summary>
internal static class ExampleModels
{
    public static Model Make(int number) => new()
    {
        Id = $"01920000-0000-7000-8000-{number:D12}",
        Name = $"resnet50-image-classifier-{number}",
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
}
