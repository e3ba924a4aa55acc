using Grpc.Net.Client.Configuration;
using Maas.Grpc.Client.Retries;

namespace Maas.Grpc.Tests.Retries;

public class RetryThrottleTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(10, 4)]
    [InlineData(1000, 499)]
    public void Failures_AreFollowedByRetriesWhileMoreThanHalfOfTheTokensAreLeft(int tokens, int allowed)
    {
        var throttle = Of(tokens, 0.1);

        var outcomes = Enumerable.Range(0, tokens + 1).Select(_ => throttle.Failed()).ToList();

        outcomes.TakeWhile(mayRetry => mayRetry).Count().ShouldBe(allowed);
        outcomes.Skip(allowed).ShouldAllBe(mayRetry => !mayRetry);
    }

    // Of 4 tokens none is left, and a failure must leave more than 2: so it needs more than 3 before it.
    [Theory]
    [InlineData(1, 4)]
    [InlineData(0.5, 7)]
    [InlineData(0.1, 31)]
    [InlineData(0.29, 11)]
    [InlineData(0.001, 3001)]
    [InlineData(0.0019, 3001)]
    [InlineData(50, 1)]
    [InlineData(1e300, 1)]
    public void Successes_GiveTheirPartOfATokenBack(double ratio, int needed)
    {
        AfterSuccesses(needed - 1).ShouldBeFalse();
        AfterSuccesses(needed).ShouldBeTrue();

        bool AfterSuccesses(int count)
        {
            var throttle = Of(4, ratio);
            Repeat(4, () => throttle.Failed());
            Repeat(count, throttle.Succeeded);
            return throttle.Failed();
        }
    }

    [Fact]
    public void Tokens_AreNeverMoreThanAtFirst()
    {
        var throttle = Of(4, 1);
        Repeat(100, throttle.Succeeded);

        throttle.Failed().ShouldBeTrue();
        throttle.Failed().ShouldBeFalse();
    }

    [Fact]
    public async Task Tokens_TakenAndGivenAtOnce_AreNotLost()
    {
        var throttle = Of(1000, 1);
        Repeat(500, () => throttle.Failed());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Repeat(10_000, () =>
        {
            throttle.Failed();
            throttle.Succeeded();
        }))));

        // 500 of 1000 as before, whether one goes now or comes first.
        throttle.Failed().ShouldBeFalse();
        Repeat(2, throttle.Succeeded);
        throttle.Failed().ShouldBeFalse();
        Repeat(2, throttle.Succeeded);
        throttle.Failed().ShouldBeTrue();
    }

    private static RetryThrottle Of(int tokens, double ratio) => new(new RetryThrottlingPolicy { MaxTokens = tokens, TokenRatio = ratio });

    private static void Repeat(int count, Action action)
    {
        for (var index = 0; index < count; index++)
        {
            action();
        }
    }
}
