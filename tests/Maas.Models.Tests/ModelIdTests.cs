using Maas.Testing;

namespace Maas.Models.Tests;

public class ModelIdTests
{
    private const string Text = "0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11";

    [Fact]
    public void TryParse_EitherCase_GivesTheSameIdInLowerCase()
    {
        ModelId.TryParse(Text, out var lower).ShouldBeTrue();
        ModelId.TryParse(Text.ToUpperInvariant(), out var upper).ShouldBeTrue();

        upper.ShouldBe(lower);
        upper.ToString().ShouldBe(Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not-a-uuid")]
    [InlineData("0198f3c27a5e7cc19d0e2f6b1a4c8e11")]
    [InlineData("{0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11}")]
    [InlineData(" 198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11")]
    [InlineData(" 0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11")]
    [InlineData("0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11\n")]
    [InlineData("0x98f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11")]
    [InlineData("+198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11")]
    [InlineData("0198f3c2+7a5e-7cc1-9d0e-2f6b1a4c8e11")]
    [InlineData("0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8eg1")]
    [InlineData("０198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11")]
    public void TryParse_AnythingElse_IsRefused(string? text)
    {
        ModelId.TryParse(text, out var id).ShouldBeFalse();
        id.ShouldBe(default);
    }

    [Fact]
    public void New_IsOfVersion7AndHoldsTheClocksTime()
    {
        var now = DateTimeOffset.UnixEpoch.AddMilliseconds(0x0198_f3c2_7a5e);

        var id = ModelId.New(new ManualClock(now));

        id.Value.Version.ShouldBe(7);
        id.ToString().ShouldStartWith("0198f3c2-7a5e-7");
        ModelId.New(new ManualClock(now)).ShouldNotBe(id);
    }
}
