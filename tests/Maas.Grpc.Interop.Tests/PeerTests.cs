namespace Maas.Grpc.Interop.Tests;

/// <summary>gRPC's interoperability cases between us and another implementation, both ways round.</summary>
public abstract class PeerTests<TPeer>(TPeer peer) : IClassFixture<TPeer>
    where TPeer : Peer, IPeerCases
{
#pragma warning disable CA1000 // xunit takes a theory's rows from static members of the test's class.
    public static TheoryData<string> ClientCases => new(TPeer.ClientCases);

    public static TheoryData<string> ServerCases => new(TPeer.ServerCases);
#pragma warning restore CA1000

    [Theory]
    [MemberData(nameof(ClientCases))]
    public void TheirClient_OnOurServer_Passes(string testCase) => peer.TheirClient.ShouldHavePassed(testCase);

    [Theory]
    [MemberData(nameof(ServerCases))]
    public void OurClient_OnTheirServer_Passes(string testCase) => peer.OurClient.ShouldHavePassed(testCase);

    [Fact]
    public void OurServer_WithTheirClient_HasNothingToWarnOf() => peer.OurServerErrors.ShouldBeEmpty();
}
