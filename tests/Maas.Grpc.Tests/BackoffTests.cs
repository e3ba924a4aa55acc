using Maas.Grpc.Client.Balancing;

namespace Maas.Grpc.Tests;

public class BackoffTests
{
    [Theory]
    [InlineData(0.5, new[] { 1, 1.6, 2.56, 4.096, 6.5536 })]
    [InlineData(0, new[] { 1, 1.28, 2.048, 3.2768, 5.24288 })]
    [InlineData(1, new[] { 1, 1.92, 3.072, 4.9152, 7.86432 })]
    public void Next_OneAfterAnother_GrowsByTheSpecificationsFactorWithinItsJitter(double random, double[] seconds)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2), () => random);

        foreach (var expected in seconds)
        {
            backoff.Next().TotalSeconds.ShouldBe(expected, tolerance: 1e-6);
        }
    }

    [Fact]
    public void Next_AtTheLongest_StaysThere()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(120), () => 0.5);

        double[] seconds = [.. Enumerable.Range(0, 4).Select(_ => backoff.Next().TotalSeconds)];

        seconds.ShouldBe([100, 120, 120, 120]);
    }

    [Fact]
    public void Next_OfAnInitialOverTheLongest_IsTheLongest() =>
        new Backoff(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(2), () => 0.5).Next().ShouldBe(TimeSpan.FromSeconds(2));

    [Fact]
    public void Next_AfterAReset_BeginsAgain()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2), () => 0.5);
        backoff.Next();
        backoff.Next();

        backoff.Reset();

        backoff.Next().ShouldBe(TimeSpan.FromSeconds(1));
    }
}
