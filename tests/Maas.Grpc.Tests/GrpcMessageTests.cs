using System.Text;
using FsCheck.Fluent;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Tests;

public class GrpcMessageTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text ~", "plain text ~")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nb", "a%0D%0Ab")]
    [InlineData("模", "%E6%A8%A1")]
    [InlineData("🚀", "%F0%9F%9A%80")]
    public void Encode_AndBack(string text, string encoded)
    {
        GrpcMessage.Encode(text).ShouldBe(encoded);
        GrpcMessage.Decode(encoded).ShouldBe(text);
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%E6%A8", "�")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("100%", "100%")]
    [InlineData("%e6%a8%a1", "模")]
    [InlineData("%4", "%4")]
    [InlineData("é%41", "éA")]
    public void Decode_OfBrokenEscapes_KeepsWhatItCan(string encoded, string text) => GrpcMessage.Decode(encoded).ShouldBe(text);

    [Theory]
    [InlineData("x", 1024)]
    [InlineData("é", 512)]
    [InlineData("模", 341)]
    [InlineData("🚀", 256)]
    public void Encode_OfALongText_CutsItAtAWholeCharacter(string character, int kept)
    {
        var text = string.Concat(Enumerable.Repeat(character, 2000));

        GrpcMessage.Decode(GrpcMessage.Encode(text)).ShouldBe(text[..(kept * character.Length)]);
    }

    [Fact]
    public void Cut_KeepsWhatIsSent() => Property.Holds(
        ArbMap.Default.ArbFor<string?>(),
        text =>
        {
            var repeated = string.Concat(Enumerable.Repeat(text ?? "", 50));
            return GrpcMessage.Encode(GrpcMessage.Cut(repeated)) == GrpcMessage.Encode(repeated)
                && Encoding.UTF8.GetByteCount(GrpcMessage.Cut(repeated)) <= GrpcMessage.MaxBytes;
        });

    [Fact]
    public void Encode_ReadBack_IsTheSameText() => Property.Holds(
        ArbMap.Default.ArbFor<string?>(),
        text =>
        {
            // What is no text, such as half a surrogate pair, cannot travel as UTF-8.
            var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
            var encoded = GrpcMessage.Encode(valid);
            return encoded.All(character => character is >= ' ' and <= '~')
                && (Encoding.UTF8.GetByteCount(valid) > GrpcMessage.MaxBytes || GrpcMessage.Decode(encoded) == valid);
        });

    [Fact]
    public void Decode_OfAnything_DoesNotThrow() => Property.Holds(
        ArbMap.Default.ArbFor<string?>(),
        text => GrpcMessage.Decode((text ?? "").Replace('a', '%')) is not null);

    [Fact]
    public void Encode_OfAnything_IsTheBeginningOfTheText() => Property.Holds(
        ArbMap.Default.ArbFor<string?>(),
        text =>
        {
            var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text ?? "", 100))));
            var encoded = GrpcMessage.Encode(valid);
            return encoded.Length <= 3 * GrpcMessage.MaxBytes
                && encoded.All(character => character is >= ' ' and <= '~')
                && valid.StartsWith(GrpcMessage.Decode(encoded), StringComparison.Ordinal);
        });

    [Fact]
    public void Decode_OfAnyEscapes_IsThoseBytes() => Property.Holds(
        ArbMap.Default.ArbFor<(byte[] Bytes, bool Lower)>(),
        given =>
        {
            var encoded = string.Concat(given.Bytes.Select(value => "%" + value.ToString(given.Lower ? "x2" : "X2", null)));
            return GrpcMessage.Decode(encoded) == Encoding.UTF8.GetString(given.Bytes);
        });
}
