using Grpc.Core;
using Maas.Testing;

namespace Maas.Grpc.Tests;

public class PublicApiTests
{
    /// <summary>A change here is a change for every user: approve it by copying the new text into PublicApi.approved.txt.</summary>
    [Fact]
    public async Task MaasGrpc_OffersWhatWasApproved()
    {
        var approved = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "PublicApi.approved.txt"),
            TestContext.Current.CancellationToken);

        PublicApi.Describe(typeof(Metadata).Assembly, IsGenerated).Split('\n').ShouldBe(approved.Split('\n'));
    }

    private static bool IsGenerated(Type type) => type.Namespace is "Grpc.Health.V1" or "Grpc.Reflection.V1" or "Grpc.Reflection.V1Alpha";
}
