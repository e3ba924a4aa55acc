using Grpc.Core;
using Maas.Contract.V1;
using Maas.History.Checking;

namespace Maas.History.Tests;

public class WatchRuleTests
{
    private readonly HandMadeHistory _made = new();

    public WatchRuleTests()
    {
        var first = HandMadeHistory.IdOf(_made.Create("a"));
        _made.Create("b");
        _made.SetStatus(first, "ready");
    }

    [Fact]
    public void Check_StreamOfTheWholeLog_FindsNothing()
    {
        _made.Watch(HandMadeHistory.Response(0), HandMadeHistory.Response(1, _made.Log[0]), HandMadeHistory.Response(3, _made.Log[1], _made.Log[2]), HandMadeHistory.Response(3));

        _made.Check().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 2)] // a gap
    [InlineData(0, 1, 1, 2)] // a duplicate
    [InlineData(0, 2, 1)] // out of order
    [InlineData(1, 2)] // not from where it was asked for
    [InlineData] // a mark of progress that is ahead of what was sent
    public void Check_StreamThatIsNotTheLog_IsFound(params int[] sent)
    {
        _made.Watch(HandMadeHistory.Response(3, sent.Select(index => _made.Log[index])));

        _made.TheBrokenRule().ShouldBe(Rule.StreamIsTheLog);
    }

    [Fact]
    public void Check_StreamThatGoesBack_IsFound()
    {
        _made.Watch(HandMadeHistory.Response(3, _made.Log), HandMadeHistory.Response(2));

        _made.TheBrokenRule().ShouldBe(Rule.StreamIsTheLog);
    }

    [Fact]
    public void Check_ChangeThatIsNotAsInTheLog_IsFound()
    {
        var wrong = _made.Log[2].Clone();
        wrong.Model.Status = "failed";
        _made.Watch(HandMadeHistory.Response(3, _made.Log[0], _made.Log[1], wrong));

        _made.TheBrokenRule().ShouldBe(Rule.StreamIsTheLog);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Check_FilteredStream_IsHeldAgainstWhatMatches(bool isRight)
    {
        _made.Watch(HandMadeHistory.Response(3, isRight ? [_made.Log[0], _made.Log[2]] : _made.Log));
        Ask(new WatchRequest { FromRevision = 1, Name = "a" });

        _made.Check().Count.ShouldBe(isRight ? 0 : 1);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public void Check_StreamFromNow_BeginsBehindWhatWasKnown(long start, bool isRight)
    {
        _made.Watch(HandMadeHistory.Response(start));
        Ask(new WatchRequest());

        _made.Check().Count.ShouldBe(isRight ? 0 : 1);
    }

    [Theory]
    [InlineData("REVISION_NOT_REACHED", "newest_revision", 3, true)]
    [InlineData("REVISION_NOT_REACHED", "newest_revision", 2, false)]
    [InlineData("REVISION_COMPACTED", "oldest_revision", 2, false)]
    public void Check_RefusedStream_HasToBeRight(string reason, string name, long told, bool isRight)
    {
        _made.Watch();
        Ask(new WatchRequest { FromRevision = 9 });
        End(reason, name, told);

        _made.Check().Count.ShouldBe(isRight ? 0 : 1);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(4, false)]
    public void Check_ReaderThatFellBehind_MissesNothingWhereItResumes(long resume, bool isRight)
    {
        _made.Watch(HandMadeHistory.Response(1, _made.Log[0]));
        End("WATCH_FELL_BEHIND", "resume_revision", resume);

        _made.Check().Count.ShouldBe(isRight ? 0 : 1);
    }

    private void Ask(WatchRequest request) => _made.Streams[^1] = _made.Streams[^1] with { Request = request };

    private void End(string reason, string name, long told) => _made.Streams[^1] = _made.Streams[^1] with
    {
        Code = StatusCode.OutOfRange,
        Reason = reason,
        Told = new Dictionary<string, string> { [name] = $"{told}" },
    };
}
