using Maas.Grpc.Protocol;

namespace Maas.Grpc.Tests;

public class MessageEncodingTests
{
    [Theory]
    [InlineData("gzip", true)]
    [InlineData("identity,deflate,gzip", true)]
    [InlineData(" identity , GZIP ", true)]
    [InlineData("identity", false)]
    [InlineData("gzip2", false)]
    [InlineData("", false)]
    [InlineData(",", false)]
    public void IsAccepted_ReadsTheList(string acceptEncoding, bool accepted) =>
        MessageEncoding.IsAccepted(MessageEncoding.Gzip, acceptEncoding).ShouldBe(accepted);

    [Theory]
    [InlineData("identity", true)]
    [InlineData("gzip", true)]
    [InlineData("snappy", false)]
    [InlineData("", false)]
    public void IsKnown_OfWhatWeRead(string encoding, bool known) => MessageEncoding.IsKnown(encoding).ShouldBe(known);
}
