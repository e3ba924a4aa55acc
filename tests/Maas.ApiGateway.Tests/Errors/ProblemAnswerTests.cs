using Grpc.Core;
using Maas.ApiGateway.Errors;
using Microsoft.AspNetCore.Http;

namespace Maas.ApiGateway.Tests.Errors;

public class ProblemAnswerTests
{
    // It would be logged as an unhandled exception of ours.
    [Fact]
    public async Task Write_ToACallerWhoHangsUp_DoesNotThrow()
    {
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };

        await ProblemAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, StatusCode.Unavailable, "The registry is away.");

        context.Response.StatusCode.ShouldBe(StatusCodes.Status503ServiceUnavailable);
    }
}
