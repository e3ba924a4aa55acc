using FsCheck.Fluent;
using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Client.Retries;

namespace Maas.Grpc.Tests.Retries;

public class RetryRulesTests
{
    [Theory]
    [InlineData(1, 0.5, 100)]
    [InlineData(2, 0.5, 200)]
    [InlineData(3, 0.5, 400)]
    [InlineData(4, 0.5, 700)]
    [InlineData(5, 0.5, 700)]
    [InlineData(1, 0, 80)]
    [InlineData(1, 1, 120)]
    [InlineData(9, 0, 560)]
    [InlineData(9, 1, 840)]
    public void Backoff_GrowsToItsMost_AFifthEitherWay(int repetition, double random, int milliseconds)
    {
        var rules = Rules(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(700), 2);

        rules.Backoff(repetition, random).TotalMilliseconds.ShouldBe(milliseconds, tolerance: 0.001);
    }

    [Fact]
    public void Backoff_OfAMostBelowTheFirst_IsTheMost() =>
        Rules(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), 2).Backoff(1, 0.5).TotalSeconds.ShouldBe(1, tolerance: 0.001);

    [Fact]
    public void Backoff_OfAnyPolicy_IsWhatATimerTakes() => Property.Holds(
        ArbMap.Default.ArbFor<(long, long, double, int)>(),
        values =>
        {
            var (first, most, multiplier, repetition) = values;
            var rules = Rules(
                new TimeSpan((first & long.MaxValue) | 1),
                new TimeSpan((most & long.MaxValue) | 1),
                double.IsFinite(multiplier) ? Math.Abs(multiplier) + double.Epsilon : 2);
            var wait = rules.Backoff((repetition & 0xFFFF) + 1, 1);
            return wait >= TimeSpan.Zero && wait.TotalMilliseconds < uint.MaxValue;
        });

    [Fact]
    public void Names_OnlyWhatThePolicyNames()
    {
        var rules = Rules(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1, StatusCode.Cancelled, StatusCode.Unauthenticated);

        Enum.GetValues<StatusCode>().Where(rules.Names).ShouldBe([StatusCode.Cancelled, StatusCode.Unauthenticated]);
    }

    private static RetryRules Rules(TimeSpan first, TimeSpan most, double multiplier, params StatusCode[] codes)
    {
        var policy = new RetryPolicy { MaxAttempts = 2, InitialBackoff = first, MaxBackoff = most, BackoffMultiplier = multiplier };
        foreach (var code in codes)
        {
            policy.RetryableStatusCodes.Add(code);
        }

        return new RetryRules(policy, null);
    }
}
