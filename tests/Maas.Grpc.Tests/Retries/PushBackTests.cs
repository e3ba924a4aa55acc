using FsCheck.Fluent;
using Maas.Grpc.Client.Retries;

namespace Maas.Grpc.Tests.Retries;

public class PushBackTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("200", 200)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-1", -1)]
    [InlineData("-200", -200)]
    [InlineData("-2147483648", int.MinValue)]
    public void Parse_Accepts(string text, int expected) => PushBack.Parse(text).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("1x")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData("-0")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("1, 2")]
    [InlineData("2147483648")]
    [InlineData("99999999999999999999")]
    [InlineData("١")]
    public void Parse_TakesMalformedTextForNever(string text) => PushBack.Parse(text).ShouldBe(PushBack.Never);

    [Fact]
    public void Parse_OfNothing_IsNothing() => PushBack.Parse(null).ShouldBeNull();

    [Fact]
    public void Parse_OfAnyNumber_IsTheNumber() =>
        Property.Holds(ArbMap.Default.ArbFor<int>(), number => PushBack.Parse(number.ToString(null, null)) == number);
}
