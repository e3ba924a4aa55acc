namespace Maas.Models.Tests;

public class WireNameTests
{
    public static TheoryData<ModelStatus> Statuses => [.. Enum.GetValues<ModelStatus>()];

    public static TheoryData<ChangeKind> Kinds => [.. Enum.GetValues<ChangeKind>()];

    public static TheoryData<RegistryErrorCode> Codes => [.. Enum.GetValues<RegistryErrorCode>()];

    [Fact]
    public void Statuses_HaveTheContractsNames() => ModelStatusNames.All.ShouldBe(
        ["pending", "building", "ready", "deploying", "running", "failed", "archived"]);

    [Theory]
    [MemberData(nameof(Statuses))]
    public void TryParse_AStatussName_GivesTheStatus(ModelStatus status)
    {
        ModelStatusNames.TryParse(status.WireName, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(status);
        ModelStatusNames.Parse(status.WireName).ShouldBe(status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Pending")]
    [InlineData("0")]
    [InlineData("done")]
    public void TryParse_AnotherName_IsRefused(string? name) => ModelStatusNames.TryParse(name, out _).ShouldBeFalse();

    [Fact]
    public void Parse_AnUnknownName_Throws()
    {
        Should.Throw<ArgumentException>(() => ModelStatusNames.Parse("done"));
        Should.Throw<ArgumentException>(() => ChangeKindNames.Parse("done"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parse_AKindsName_GivesTheKind(ChangeKind kind) => ChangeKindNames.Parse(kind.WireName).ShouldBe(kind);

    [Theory]
    [MemberData(nameof(Codes))]
    public void EveryCodeHasAReason(RegistryErrorCode code) =>
        new RegistryException(code, "x").Reason.ShouldMatch("^[A-Z_]{3,63}$");
}
