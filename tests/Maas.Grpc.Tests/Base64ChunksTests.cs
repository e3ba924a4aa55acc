using System.Text;
using FsCheck.Fluent;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Tests;

public class Base64ChunksTests
{
    [Fact]
    public void TryDecode_OfChunks_IsTheBytesOfAll() => Property.Holds(
        ArbMap.Default.ArbFor<byte[][]>(),
        chunks => Decode(string.Concat(chunks.Select(Convert.ToBase64String))) is { } bytes
            && bytes.AsSpan().SequenceEqual(chunks.SelectMany(chunk => chunk).ToArray()));

    [Fact]
    public void TryDecode_InTwoPiecesCutAnywhere_IsTheSame() => Property.Holds(
        ArbMap.Default.ArbFor<byte[][]>(),
        chunks =>
        {
            var text = Encoding.ASCII.GetBytes(string.Concat(chunks.Select(Convert.ToBase64String)));
            return Enumerable.Range(0, text.Length + 1).All(at =>
            {
                var bytes = new byte[text.Length];
                if (!Base64Chunks.TryDecode(text.AsSpan(0, at), bytes, out var read, out var first))
                {
                    return false;
                }

                return Base64Chunks.TryDecode(text.AsSpan(read), bytes.AsSpan(first), out var rest, out var second)
                    && read + rest == text.Length
                    && bytes.AsSpan(0, first + second).SequenceEqual(chunks.SelectMany(chunk => chunk).ToArray());
            });
        });

    [Fact]
    public void TryDecode_OfAnything_DoesNotThrow() => Property.Holds(
        ArbMap.Default.ArbFor<byte[]>(),
        text => !Base64Chunks.TryDecode(text, new byte[text.Length], out var read, out _) || read == text.Length - (text.Length % 4));

    [Theory]
    [InlineData("AAA ")]
    [InlineData("AA\r\n")]
    [InlineData("====")]
    [InlineData("A===")]
    [InlineData("AA=A")]
    [InlineData("=AAA")]
    [InlineData("AA-_")]
    [InlineData("AAAA!AAA")]
    public void TryDecode_OfNoBase64_IsFalse(string text) => Decode(text).ShouldBeNull();

    [Theory]
    [InlineData("", 0)]
    [InlineData("AAA", 0)]
    [InlineData("AAAAA", 4)]
    [InlineData("AA==AAA=AA", 8)]
    public void TryDecode_OfAGroupThatIsNotWhole_LeavesIt(string text, int expected)
    {
        Base64Chunks.TryDecode(Encoding.ASCII.GetBytes(text), new byte[text.Length], out var read, out _).ShouldBeTrue();
        read.ShouldBe(expected);
    }

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Base64Chunks.TryDecode(Encoding.ASCII.GetBytes(text), bytes, out _, out var written) ? bytes[..written] : null;
    }
}
