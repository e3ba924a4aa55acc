using System.Collections.Immutable;

namespace Maas.Models;

internal static class ModelLimitFaults
{
    private const int LongestFramework = 50;

    public static ImmutableArray<string> Of(ModelLimits limits) =>
    [
        .. Numbers(limits).Where(limit => limit.Value < 1).Select(limit => $"{limit.Name} must be positive, not {limit.Value}."),
        .. limits.RequestIdWindow > TimeSpan.Zero ? [] : (string[])[$"{nameof(limits.RequestIdWindow)} must be positive."],
        .. limits.DefaultPageLimit <= limits.HighestPageLimit
            ? []
            : (string[])[$"{nameof(limits.DefaultPageLimit)} must not be above {nameof(limits.HighestPageLimit)}."],
        .. limits.AdditionalFrameworks
            .Where(framework => TextRule.Fault(framework, 1, LongestFramework) is not null)
            .Select(framework => $"Framework {Echo.Quote(framework)} must have 1 to {LongestFramework} plain characters."),
    ];

    private static (string Name, long Value)[] Numbers(ModelLimits limits) =>
    [
        (nameof(limits.NameLength), limits.NameLength),
        (nameof(limits.VersionLength), limits.VersionLength),
        (nameof(limits.DescriptionLength), limits.DescriptionLength),
        (nameof(limits.IdentityLength), limits.IdentityLength),
        (nameof(limits.TagLength), limits.TagLength),
        (nameof(limits.TagCount), limits.TagCount),
        (nameof(limits.MetadataKeyLength), limits.MetadataKeyLength),
        (nameof(limits.MetadataValueLength), limits.MetadataValueLength),
        (nameof(limits.MetadataCount), limits.MetadataCount),
        (nameof(limits.DockerImageLength), limits.DockerImageLength),
        (nameof(limits.StoragePathLength), limits.StoragePathLength),
        (nameof(limits.ChecksumLength), limits.ChecksumLength),
        (nameof(limits.RequestIdLength), limits.RequestIdLength),
        (nameof(limits.MessageBytes), limits.MessageBytes),
        (nameof(limits.DefaultPageLimit), limits.DefaultPageLimit),
        (nameof(limits.HighestPageLimit), limits.HighestPageLimit),
    ];
}
