using System.Diagnostics;
using Grpc.Core;
using Maas.Testing;

namespace Maas.Client.Tests;

public class CallOptionsConversionTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<double?, double?, double> Deadlines() => new()
    {
        { null, null, 5 },
        { 2, null, 2 },
        { 10, null, 5 },
        { null, 3, 3 },
        { null, 60, 5 },
        { 2, 3, 2 },
        { 3, 2, 2 },
        { null, -1, -1 },
    };

    [Theory]
    [MemberData(nameof(Deadlines))]
    public void Deadline_IsTheEarliest(double? timeout, double? deadline, double expected)
    {
        var call = new RegistryCallOptions
        {
            Timeout = timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Deadline = deadline is { } after ? Now + TimeSpan.FromSeconds(after) : null,
        };

        Convert(call).Deadline.ShouldBe((Now + TimeSpan.FromSeconds(expected)).UtcDateTime);
    }

    [Fact]
    public void Metadata_OfACallWithNothing_IsEmpty()
    {
        using var none = NoActivity();

        Convert(RegistryCallOptions.Default).Headers.ShouldBeEmpty();
    }

    [Fact]
    public void Metadata_CarriesIdentityTraceAndWhatElseIsGiven()
    {
        using var none = NoActivity();

        var headers = Convert(new RegistryCallOptions
        {
            RequestId = "r-1",
            TraceParent = TraceParent,
            TraceState = "vendor=1",
            Metadata = new Metadata { { "authorization", "Bearer x" } },
        }).Headers!;

        headers.Select(header => (header.Key, header.Value)).ShouldBe(
            [("x-request-id", "r-1"), ("traceparent", TraceParent), ("tracestate", "vendor=1"), ("authorization", "Bearer x")]);
    }

    [Fact]
    public void Metadata_TraceStateWithoutATraceParent_IsLeftOut()
    {
        using var none = NoActivity();

        Convert(new RegistryCallOptions { TraceState = "vendor=1" }).Headers.ShouldBeEmpty();
    }

    [Fact]
    public void Metadata_InsideAnActivity_ContinuesIt()
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).SetParentId(TraceParent).Start();
        activity.TraceStateString = "own=1";

        var headers = Convert(new RegistryCallOptions { TraceParent = "another", TraceState = "vendor=1" }).Headers!;

        headers.GetValue("traceparent").ShouldBe(activity.Id);
        headers.GetValue("tracestate").ShouldBe("own=1");
        headers.Count.ShouldBe(2);
    }

    [Fact]
    public void CancellationToken_IsTheCallers()
    {
        using var source = new CancellationTokenSource();

        RegistryCallOptions.Default.ToCallOptions(null, TimeSpan.FromSeconds(5), new ManualClock(Now), source.Token).CancellationToken.ShouldBe(source.Token);
    }

    private static CallOptions Convert(RegistryCallOptions call) =>
        call.ToCallOptions(null, TimeSpan.FromSeconds(5), new ManualClock(Now), TestContext.Current.CancellationToken);

    // The runner may have an activity of its own.
    private static RestoredActivity NoActivity() => new();

    private sealed class RestoredActivity : IDisposable
    {
        private readonly Activity? _before = Activity.Current;

        public RestoredActivity() => Activity.Current = null;

        public void Dispose() => Activity.Current = _before;
    }
}
