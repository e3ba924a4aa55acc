namespace Maas.Models.Tests;

public class MicrosecondsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(19, 1)]
    [InlineData(-1, -1)]
    [InlineData(-10, -1)]
    [InlineData(-11, -2)]
    public void SinceEpoch_RoundsDown(long ticks, long microseconds)
    {
        var time = DateTimeOffset.UnixEpoch.AddTicks(ticks);

        Microseconds.SinceEpoch(time).ShouldBe(microseconds);
        Microseconds.Truncate(time).ShouldBe(Microseconds.FromEpoch(microseconds));
    }

    [Fact]
    public void Truncate_AnotherOffset_GivesUtc()
    {
        var time = new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.FromHours(2));

        var truncated = Microseconds.Truncate(time);

        truncated.ShouldBe(time);
        truncated.Offset.ShouldBe(TimeSpan.Zero);
    }
}
