namespace Maas.Models.Tests;

public class CaseFoldingTests
{
    [Theory]
    [InlineData("BERT", "bert")]
    [InlineData("ÄRGER", "ärger")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("οδος", "οδοσ")]
    [InlineData("МОДЕЛЬ", "модель")]
    [InlineData("\u212A", "k")]
    [InlineData("𐐀", "𐐨")]
    public void Fold_TextsThatDifferInCaseOnly_BecomeEqual(string one, string other) =>
        CaseFolding.Fold(one).ShouldBe(CaseFolding.Fold(other));

    [Theory]
    [InlineData("a", "ä")]
    [InlineData("ß", "ss")]
    [InlineData("模", "型")]
    public void Fold_OtherTexts_StayDifferent(string one, string other) =>
        CaseFolding.Fold(one).ShouldNotBe(CaseFolding.Fold(other));
}
