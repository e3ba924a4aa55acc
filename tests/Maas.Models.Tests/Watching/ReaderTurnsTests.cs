using Maas.Models.Watching;
using Maas.Testing;

namespace Maas.Models.Tests.Watching;

public class ReaderTurnsTests
{
    private static readonly ChangeFeedOptions Options = new()
    {
        Round = TimeSpan.FromMilliseconds(10), TurnsPerRound = 5, LongestWait = TimeSpan.FromMilliseconds(100),
    };

    private readonly ManualClock _clock = new(Models.Then);

    [Fact]
    public void Advance_ManyWait_AFewGetATurnInEachRound()
    {
        using var turns = new ReaderTurns(_clock, Options);
        var waits = Wait(turns, 12, after: 0);
        Given(waits).ShouldBe(0);

        turns.Advance(1);

        Given(waits, TimeSpan.Zero).ShouldBe(5);
        Given(waits, TimeSpan.FromMilliseconds(9)).ShouldBe(5);
        Given(waits, TimeSpan.FromMilliseconds(1)).ShouldBe(10);
        Given(waits, TimeSpan.FromMilliseconds(10)).ShouldBe(12);
    }

    [Fact]
    public void Advance_SoManyThatSomeWouldWaitTooLong_MoreGetATurn()
    {
        using var turns = new ReaderTurns(_clock, Options);
        var waits = Wait(turns, 1_000, after: 0);

        turns.Advance(1);

        Given(waits, TimeSpan.Zero).ShouldBe(100);
    }

    [Fact]
    public void Wait_BehindWhatThereIs_ComesInTheNextRound()
    {
        using var turns = new ReaderTurns(_clock, Options);
        turns.Advance(5);

        var wait = turns.WaitAsync(new ReaderTurn(), 4);
        var idle = turns.WaitAsync(new ReaderTurn(), 5);
        _clock.Advance(TimeSpan.Zero);

        wait.IsCompleted.ShouldBeTrue();
        idle.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void IsDrained_AReaderWithATurnHasNotRead_IsFalse()
    {
        using var turns = new ReaderTurns(_clock, Options);
        var turn = new ReaderTurn();
        _ = turns.WaitAsync(turn, 0);
        turns.IsDrained.ShouldBeTrue();

        turns.Advance(1);
        turns.IsDrained.ShouldBeFalse();
        _clock.Advance(TimeSpan.Zero);
        turns.IsDrained.ShouldBeFalse();
        turns.Took(turn);

        turns.IsDrained.ShouldBeTrue();
    }

    [Fact]
    public void Release_OneThatIsDue_WakesItAndKeepsItsPlace()
    {
        using var turns = new ReaderTurns(_clock, Options);
        var turn = new ReaderTurn();
        var wait = turns.WaitAsync(turn, 0);
        turns.Advance(1);

        turns.Release(turn);
        wait.IsCompleted.ShouldBeTrue();
        var again = turns.WaitAsync(turn, 0);
        _clock.Advance(TimeSpan.Zero);

        again.IsCompleted.ShouldBeTrue();
        turns.Took(turn);
        turns.IsDrained.ShouldBeTrue();
    }

    private static Task[] Wait(ReaderTurns turns, int count, long after) =>
        [.. Enumerable.Range(0, count).Select(_ => turns.WaitAsync(new ReaderTurn(), after))];

    private int Given(Task[] waits, TimeSpan? later = null)
    {
        if (later is { } by)
        {
            _clock.Advance(by);
        }

        return waits.Count(wait => wait.IsCompleted);
    }
}
