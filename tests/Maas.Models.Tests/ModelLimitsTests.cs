namespace Maas.Models.Tests;

public class ModelLimitsTests
{
    [Fact]
    public void Defaults_AreTheContracts()
    {
        var limits = new ModelLimits();

        (limits.NameLength, limits.VersionLength, limits.DescriptionLength, limits.IdentityLength).ShouldBe((255, 50, 10_000, 128));
        (limits.TagLength, limits.TagCount).ShouldBe((64, 100));
        (limits.MetadataKeyLength, limits.MetadataValueLength, limits.MetadataCount).ShouldBe((128, 4_096, 200));
        (limits.DockerImageLength, limits.StoragePathLength, limits.ChecksumLength, limits.RequestIdLength).ShouldBe((512, 2_048, 256, 128));
        (limits.MessageBytes, limits.DefaultPageLimit, limits.HighestPageLimit).ShouldBe((40_000, 20, 100));
        limits.RequestIdWindow.ShouldBe(TimeSpan.FromHours(24));
        limits.Frameworks.ShouldBe(["pytorch", "tensorflow", "onnx", "sklearn", "xgboost", "custom"]);
        limits.Faults().ShouldBeEmpty();
    }

    [Fact]
    public void Faults_WrongLimits_AreAllNamedAtOnce()
    {
        var limits = new ModelLimits
        {
            NameLength = 0,
            MessageBytes = -1,
            DefaultPageLimit = 200,
            RequestIdWindow = TimeSpan.Zero,
            AdditionalFrameworks = ["jax", "", "a\u0007b"],
        };

        limits.Faults().ShouldBe([
            "NameLength must be positive, not 0.",
            "MessageBytes must be positive, not -1.",
            "RequestIdWindow must be positive.",
            "DefaultPageLimit must not be above HighestPageLimit.",
            "Framework '' must have 1 to 50 plain characters.",
            "Framework 'a?b' must have 1 to 50 plain characters.",
        ]);
    }
}
