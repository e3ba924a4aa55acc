using FsCheck.Fluent;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Tests;

public class MetadataTests
{
    [Theory]
    [InlineData("key")]
    [InlineData("KEY")]
    [InlineData("a_b-c.9")]
    public void Entry_Accepts_AndLowersItsKey(string key) => new Metadata.Entry(key, "value").Key.ShouldBe(key.ToLowerInvariant());

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData(":path")]
    [InlineData("ключ")]
    [InlineData("key-bin")]
    [InlineData("\u212Aey")]
    public void Entry_Rejects_KeysThatAreNoTextKeys(string key) => Should.Throw<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("模")]
    [InlineData("\0")]
    public void Entry_Rejects_TextThatIsNotPrintableAscii(string value) => Should.Throw<ArgumentException>(() => new Metadata.Entry("key", value));

    [Fact]
    public void Entry_Rejects_BytesUnderATextKey() => Should.Throw<ArgumentException>(() => new Metadata.Entry("key", new byte[1]));

    [Fact]
    public void Get_IsTheLastOfAKeyInAnyCase()
    {
        var metadata = new Metadata { { "k", "1" }, { "K", "2" }, { "other", "3" } };

        metadata.GetValue("K").ShouldBe("2");
        metadata.GetAll("k").Select(entry => entry.Value).ShouldBe(["1", "2"]);
        metadata.Get("none").ShouldBeNull();
    }

    [Fact]
    public void Empty_RefusesChanges() => Should.Throw<InvalidOperationException>(() => Metadata.Empty.Add("k", "v"));

    [Theory]
    [InlineData("grpc-timeout", "1S")]
    [InlineData("te", "trailers")]
    [InlineData("Content-Type", "application/grpc")]
    [InlineData(":path", "/")]
    [InlineData("text", "\u00e9")]
    [InlineData("bad key", "x")]
    [InlineData("key-bin", "***")]
    public void Reader_LeavesOut_WhatIsNoMetadata(string name, string value)
    {
        var metadata = new Metadata();

        MetadataReader.Add(metadata, name, value);

        metadata.ShouldBeEmpty();
    }

    [Fact]
    public void Reader_SplitsJoinedBytes()
    {
        var metadata = new Metadata();

        MetadataReader.Add(metadata, "Key-bin", "AQ, AgM=,*,BA");

        metadata.Select(entry => entry.Key).Distinct().ShouldBe(["key-bin"]);
        metadata.Select(entry => entry.ValueBytes).ShouldBe([[1], [2, 3], [4]]);
    }

    [Fact]
    public void Reader_OfBytesJoinedWithCommas_HasEachValue() => Property.Holds(
        ArbMap.Default.ArbFor<(byte[] First, (byte[] Value, bool Padded, bool Spaced)[] Others)>(),
        given =>
        {
            var metadata = new Metadata();
            var joined = BinaryMetadata.Encode(given.First) + string.Concat(given.Others.Select(other =>
                (other.Spaced ? ", " : ",") + (other.Padded ? Convert.ToBase64String(other.Value) : BinaryMetadata.Encode(other.Value))));
            MetadataReader.Add(metadata, "key-bin", joined);
            return metadata.Select(entry => Convert.ToHexString(entry.ValueBytes))
                .SequenceEqual([Convert.ToHexString(given.First), .. given.Others.Select(other => Convert.ToHexString(other.Value))]);
        });

    [Fact]
    public void Key_OfAnything_IsValidOrRefused() => Property.Holds(
        ArbMap.Default.ArbFor<string?>(),
        text =>
        {
            var key = text ?? "";
            var allowed = key.Length > 0 && key.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.');
            try
            {
                var normalized = MetadataKey.Normalize(key);
                return allowed && normalized == MetadataKey.Normalize(normalized) && normalized.Equals(key, StringComparison.OrdinalIgnoreCase);
            }
            catch (ArgumentException)
            {
                return !allowed;
            }
        });

    [Fact]
    public void Reader_OfAnything_MayBeSentAgain() => Property.Holds(
        ArbMap.Default.ArbFor<(string? Name, string? Value)>(),
        header =>
        {
            var metadata = new Metadata();
            MetadataReader.Add(metadata, header.Name ?? "", header.Value ?? "");
            return metadata.All(entry => MetadataWriter.MayBeSent(entry) && MetadataText.IsValid(MetadataWriter.Value(entry)));
        });
}
