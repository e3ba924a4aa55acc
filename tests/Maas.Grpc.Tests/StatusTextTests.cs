using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Tests;

public class StatusTextTests
{
    [Fact]
    public void GrpcStatus_OfEveryCode_IsReadBack()
    {
        foreach (var code in Enum.GetValues<StatusCode>())
        {
            GrpcStatus.TryParse(GrpcStatus.Format(code)).ShouldBe(code);
        }
    }

    [Theory]
    [InlineData("17", StatusCode.Unknown)]
    [InlineData("2147483647", StatusCode.Unknown)]
    [InlineData("", null)]
    [InlineData("-1", null)]
    [InlineData("OK", null)]
    [InlineData("1 ", null)]
    public void GrpcStatus_ThatIsNoCode(string text, StatusCode? expected) => GrpcStatus.TryParse(text).ShouldBe(expected);

    [Theory]
    [InlineData("application/grpc", true, true)]
    [InlineData("application/grpc+proto", true, true)]
    [InlineData("APPLICATION/GRPC;q=1", true, true)]
    [InlineData("application/grpc+json", false, true)]
    [InlineData("application/grpc-web", false, false)]
    [InlineData("application/grpc-web+proto", false, false)]
    [InlineData("application/grpcx", false, false)]
    [InlineData("application/json", false, false)]
    [InlineData("", false, false)]
    public void GrpcContentType_TellsOurMessagesFromOthers(string contentType, bool ours, bool any)
    {
        GrpcContentType.IsGrpc(contentType).ShouldBe(ours);
        GrpcContentType.IsAnyGrpc(contentType).ShouldBe(any);
    }
}
