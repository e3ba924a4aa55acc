using Grpc.AspNetCore.Server;
using Maas.Testing;

namespace Maas.Grpc.Server.Tests;

public class PublicApiTests
{
    /// <summary>A change here is a change for every user: approve it by copying the new text into PublicApi.approved.txt.</summary>
    [Fact]
    public async Task MaasGrpcServer_OffersWhatWasApproved()
    {
        var approved = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "PublicApi.approved.txt"),
            TestContext.Current.CancellationToken);

        PublicApi.Describe(typeof(GrpcServiceOptions).Assembly).Split('\n').ShouldBe(approved.Split('\n'));
    }
}
