using FsCheck.Fluent;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Tests;

public class BinaryMetadataTests
{
    [Theory]
    [InlineData("")]
    [InlineData("AA")]
    [InlineData("AA==")]
    [InlineData(" AAE= ")]
    [InlineData("AAEC")]
    public void TryDecode_Accepts_WithAndWithoutPadding(string text) => BinaryMetadata.TryDecode(text, out _).ShouldBeTrue();

    [Theory]
    [InlineData("A")]
    [InlineData("A=A=")]
    [InlineData("A A")]
    [InlineData("AA,AA")]
    [InlineData("A-_A")]
    [InlineData("模")]
    public void TryDecode_Rejects(string text) => BinaryMetadata.TryDecode(text, out _).ShouldBeFalse();

    [Fact]
    public void Encode_ReadBack_IsTheSameAndHasNoPadding() => Property.Holds(
        ArbMap.Default.ArbFor<byte[]>(),
        bytes =>
        {
            var text = BinaryMetadata.Encode(bytes);
            return !text.Contains('=') && BinaryMetadata.TryDecode(text, out var read) && read.AsSpan().SequenceEqual(bytes);
        });

    [Fact]
    public void TryDecode_OfPaddedBase64_IsTheSame() => Property.Holds(
        ArbMap.Default.ArbFor<byte[]>(),
        bytes => BinaryMetadata.TryDecode(Convert.ToBase64String(bytes), out var read) && read.AsSpan().SequenceEqual(bytes));

    [Fact]
    public void TryDecode_OfAnything_DoesNotThrow() => Property.Holds(
        ArbMap.Default.ArbFor<string?>(),
        text => BinaryMetadata.TryDecode(text, out var bytes) || bytes.Length == 0);
}
