using Maas.ApiGateway.Calls;

namespace Maas.ApiGateway.Tests.Calls;

public class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("500m", 5_000_000)]
    [InlineData("7u", 70)]
    [InlineData("100n", 1)]
    [InlineData("1n", 1)]
    [InlineData("101n", 2)]
    [InlineData("00000001S", 10_000_000)]
    [InlineData("99999999H", 3_599_999_964_000_000_000)]
    public void TryParse_WellFormed_GivesTicks(string text, long ticks)
    {
        GrpcTimeout.TryParse(text, out var timeout).ShouldBeTrue();
        timeout.Ticks.ShouldBe(ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("0S")]
    [InlineData("00000000m")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData("1.5S")]
    [InlineData("1 S")]
    [InlineData(" 1S")]
    [InlineData("1s")]
    [InlineData("1h")]
    [InlineData("1ms")]
    [InlineData("100000000S")]
    [InlineData("١S")]
    public void TryParse_Malformed_IsRefused(string text) => GrpcTimeout.TryParse(text, out _).ShouldBeFalse();
}
