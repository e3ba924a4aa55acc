using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>What the registry accepts. Lengths count Unicode code points.</summary>
public sealed record ModelLimits
{
    /// <summary>The frameworks that every registry knows.</summary>
    public static ImmutableArray<string> BuiltInFrameworks { get; } = ["pytorch", "tensorflow", "onnx", "sklearn", "xgboost", "custom"];

    /// <summary>Characters of a name. Defaults to 255.</summary>
    public int NameLength { get; init; } = 255;

    /// <summary>Characters of a version. Defaults to 50.</summary>
    public int VersionLength { get; init; } = 50;

    /// <summary>Characters of a description. Defaults to 10,000.</summary>
    public int DescriptionLength { get; init; } = 10_000;

    /// <summary>Characters of an owner or tenant. Defaults to 128.</summary>
    public int IdentityLength { get; init; } = 128;

    /// <summary>Characters of a tag. Defaults to 64.</summary>
    public int TagLength { get; init; } = 64;

    /// <summary>Tags of a model, and of a filter; a request may list up to ten times as many, duplicates included. Defaults to 100.</summary>
    public int TagCount { get; init; } = 100;

    /// <summary>Characters of a metadata key. Defaults to 128.</summary>
    public int MetadataKeyLength { get; init; } = 128;

    /// <summary>Characters of a metadata value. Defaults to 4,096.</summary>
    public int MetadataValueLength { get; init; } = 4_096;

    /// <summary>Metadata entries of a model. Defaults to 200.</summary>
    public int MetadataCount { get; init; } = 200;

    /// <summary>Characters of an image's name. Defaults to 512.</summary>
    public int DockerImageLength { get; init; } = 512;

    /// <summary>Characters of a storage path. Defaults to 2,048.</summary>
    public int StoragePathLength { get; init; } = 2_048;

    /// <summary>Characters of a checksum. Defaults to 256.</summary>
    public int ChecksumLength { get; init; } = 256;

    /// <summary>Characters of a request id. Defaults to 128.</summary>
    public int RequestIdLength { get; init; } = 128;

    /// <summary>For how long the first result of a request id is kept. Defaults to 24 hours.</summary>
    public TimeSpan RequestIdWindow { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Bytes of a whole model as a protobuf message. Defaults to 40,000, so that a page of 100 fits into 4 MiB.</summary>
    public int MessageBytes { get; init; } = 40_000;

    /// <summary>Models of a page when the caller names no limit. Defaults to 20.</summary>
    public int DefaultPageLimit { get; init; } = 20;

    /// <summary>Models of a page at most; a higher limit counts as this. Defaults to 100.</summary>
    public int HighestPageLimit { get; init; } = 100;

    /// <summary>Frameworks that the operator adds to <see cref="BuiltInFrameworks"/>. Defaults to none.</summary>
    public ImmutableArray<string> AdditionalFrameworks { get; init; } = [];

    /// <summary>Every framework that is accepted.</summary>
    public ImmutableArray<string> Frameworks => BuiltInFrameworks.AddRange(AdditionalFrameworks);

    /// <summary>Checks the limits themselves, for a host to do at its start: numbers positive, frameworks 1–50 plain characters.</summary>
    /// <returns>A sentence for each fault; empty when there is none.</returns>
    public ImmutableArray<string> Faults() => ModelLimitFaults.Of(this);
}
