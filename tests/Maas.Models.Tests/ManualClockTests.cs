using Maas.Testing;

namespace Maas.Models.Tests;

public class ManualClockTests
{
    [Fact]
    public void Advance_PastATimersDueTime_FiresItOnce()
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(4));
        fired.ShouldBe(0);

        clock.Advance(TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromSeconds(100));
        fired.ShouldBe(1);
    }
}
