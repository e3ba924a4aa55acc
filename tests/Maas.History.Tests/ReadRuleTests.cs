using Maas.Contract;
using Maas.History.Checking;
using Maas.History.Recording;

namespace Maas.History.Tests;

public class ReadRuleTests
{
    private readonly HandMadeHistory _made = new();

    [Fact]
    public void Check_ReadOfAStateBeforeOneThatWasAcknowledged_IsStale()
    {
        var created = _made.Create("a");
        _made.SetStatus(HandMadeHistory.IdOf(created), "ready");
        _made.Call(
            new GetModelRequest { Id = HandMadeHistory.IdOf(created) },
            new Outcome.Answered(new GetModelResponse { Model = HandMadeHistory.ModelOf(created) }, 1));

        _made.TheBrokenRule().ShouldBe(Rule.NoStaleAnswer);
    }

    [Fact]
    public void Check_ReadThatOverlapsAChange_MaySeeEither()
    {
        var created = _made.Create("a");
        var changed = _made.SetStatus(HandMadeHistory.IdOf(created), "ready");
        var read = _made.Call(
            new GetModelRequest { Id = HandMadeHistory.IdOf(created) },
            new Outcome.Answered(new GetModelResponse { Model = HandMadeHistory.ModelOf(created) }, 1));
        _made.Replace(read, read with { Began = changed.Began });

        _made.Check().ShouldBeEmpty();
    }

    [Fact]
    public void Check_ReadThatIsNotTheStateAtItsRevision_IsNotExact()
    {
        var created = _made.Create("a");
        _made.SetStatus(HandMadeHistory.IdOf(created), "ready");
        _made.Call(
            new GetModelRequest { Id = HandMadeHistory.IdOf(created) },
            new Outcome.Answered(new GetModelResponse { Model = HandMadeHistory.ModelOf(created) }, 2));

        _made.TheBrokenRule().ShouldBe(Rule.AnswerIsExact);
    }

    [Theory]
    [InlineData("ready", true)]
    [InlineData("pending", false)]
    public void Check_ReadThatTellsNoRevision_IsHeldAgainstAllThatItCanBeOf(string status, bool isRight)
    {
        var created = _made.Create("a");
        _made.SetStatus(HandMadeHistory.IdOf(created), "ready");
        var read = _made.Log[1].Model.Clone();
        read.Status = status;
        _made.Call(new GetModelRequest { Id = read.Id }, new Outcome.Answered(new GetModelResponse { Model = read }, null));

        _made.Check().Count.ShouldBe(isRight ? 0 : 1);
    }

    [Fact]
    public void Check_ReadThatReflectsWhatWasAskedForLater_IsForesight()
    {
        var created = _made.Create("a");
        var read = _made.Get(HandMadeHistory.IdOf(created));
        var changed = _made.SetStatus(HandMadeHistory.IdOf(created), "ready");
        _made.Replace(read, read with { Outcome = new Outcome.Answered(new GetModelResponse { Model = ((UpdateModelStatusResponse)((Outcome.Answered)changed.Outcome).Reply!).Model }, 2) });

        _made.Check().ShouldContain(violation => violation.Rule == Rule.NoForesight);
    }

    [Fact]
    public void Check_LaterCallWithALowerRevision_IsOutOfOrder()
    {
        var first = _made.Create("a");
        var second = _made.Create("b");
        (_made.Log[0].RequestId, _made.Log[1].RequestId) = (second.RequestId, first.RequestId);
        (_made.Log[0].Model, _made.Log[1].Model) = (_made.Log[1].Model, _made.Log[0].Model);
        _made.Replace(first, first with { Outcome = new Outcome.Answered(((Outcome.Answered)first.Outcome).Reply, 2) });
        _made.Replace(second, second with { Outcome = new Outcome.Answered(((Outcome.Answered)second.Outcome).Reply, 1) });

        _made.TheBrokenRule().ShouldBe(Rule.OrderIsReal);
    }

    [Theory]
    [InlineData("a", "b", "c")]
    [InlineData("c", "b")]
    public void Check_PageThatIsNotInOrderOrLacksAModel_IsNotExact(params string[] names)
    {
        var models = new[] { "a", "b", "c" }.ToDictionary(name => name, name => HandMadeHistory.ModelOf(_made.Create(name)));
        _made.Call(
            new ListModelsRequest(),
            new Outcome.Answered(new ListModelsResponse { Models = { names.Select(name => models[name]) }, Total = 3, Page = 1, Limit = 20 }, 3));

        _made.TheBrokenRule().ShouldBe(Rule.AnswerIsExact);
    }

    [Fact]
    public void Check_PagesThatAreRight_FindsNothing()
    {
        Model[] models = [.. new[] { "a", "b", "c" }.Select(name => HandMadeHistory.ModelOf(_made.Create(name)))];
        _made.Call(
            new ListModelsRequest { Limit = 2 },
            new Outcome.Answered(new ListModelsResponse { Models = { models[2], models[1] }, Total = 3, Page = 1, Limit = 2, NextPageToken = "opaque" }, 3));
        _made.Call(
            new ListModelsRequest { Limit = 2, PageToken = "opaque" },
            new Outcome.Answered(new ListModelsResponse { Models = { models[0] }, Limit = 2 }, 3),
            after: models[1]);

        _made.Check().ShouldBeEmpty();
    }
}
