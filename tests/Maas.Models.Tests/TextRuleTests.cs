namespace Maas.Models.Tests;

public class TextRuleTests
{
    private const string Robot = "🤖";

    [Theory]
    [InlineData("a", 1, 1)]
    [InlineData("", 0, 1)]
    [InlineData("模型", 1, 2)]
    [InlineData(Robot, 1, 1)]
    [InlineData(Robot + Robot, 1, 2)]
    [InlineData("e\u0301", 1, 2)]
    [InlineData("\u00a0\u2028", 1, 2)]
    public void Fault_WithinTheBounds_IsNone(string text, int shortest, int longest) =>
        TextRule.Fault(text, shortest, longest).ShouldBeNull();

    [Theory]
    [InlineData("", 1, 5, "must not be empty")]
    [InlineData("ab", 0, 1, "has 2 characters; at most 1 are allowed")]
    [InlineData("ab", 1, 1, "has 2 characters; 1 to 1 are allowed")]
    [InlineData(Robot + Robot, 1, 1, "has 2 characters; 1 to 1 are allowed")]
    public void Fault_OutsideTheBounds_CountsCodePoints(string text, int shortest, int longest, string fault) =>
        TextRule.Fault(text, shortest, longest).ShouldBe(fault);

    [Theory]
    [InlineData("\ud83e")]
    [InlineData("a\udd16b")]
    [InlineData("\udd16\ud83e")]
    [InlineData("a\ufffd")]
    public void Fault_WhatIsNotText_IsRefused(string text) => TextRule.Fault(text, 0, 10).ShouldBe("is not valid Unicode text");

    [Fact]
    public void Fault_EveryControlCharacter_IsRefusedAndNamed()
    {
        for (var code = 0; code <= 0xFFFF; code++)
        {
            var isControl = code is < 0x20 or (>= 0x7F and < 0xA0);
            var fault = TextRule.Fault($"a{(char)code}", 0, 10);
            (fault == $"has the control character U+{code:X4}").ShouldBe(isControl, $"U+{code:X4}");
        }
    }

    [Theory]
    [InlineData('\t')]
    [InlineData('\n')]
    [InlineData('\r')]
    public void Fault_TabsAndLineBreaks_AreAllowedInLongTextOnly(char character)
    {
        TextRule.Fault($"a{character}b", 0, 10, multiline: true).ShouldBeNull();
        TextRule.Fault($"a{character}b", 0, 10).ShouldNotBeNull();
    }

    [Theory]
    [InlineData('\0')]
    [InlineData('\v')]
    [InlineData('\u007f')]
    [InlineData('\u0085')]
    public void Fault_OtherControlCharacters_AreRefusedInLongText(char character) =>
        TextRule.Fault($"a{character}b", 0, 10, multiline: true).ShouldNotBeNull();
}
