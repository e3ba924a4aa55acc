using Grpc.Core;
using Maas.Contract;
using Maas.Contract.V1;
using Maas.History.Checking;
using Maas.History.Recording;

namespace Maas.History.Tests;

public class WriteRuleTests
{
    private readonly HandMadeHistory _made = new();

    [Fact]
    public void Check_SoundHistory_FindsNothing()
    {
        var id = HandMadeHistory.IdOf(_made.Create("a", "once"));
        _made.SetStatus(id, "ready", _made.Log[^1].Model.Etag);
        _made.Get(id);
        _made.Delete(id);
        _made.Call(new GetModelRequest { Id = id }, new Outcome.Refused(StatusCode.NotFound, "MODEL_NOT_FOUND", 3));
        _made.Create("a");

        _made.Check().ShouldBeEmpty();
    }

    [Fact]
    public void Check_AcknowledgedChangeThatIsNotInTheLog_IsALostWrite()
    {
        var id = HandMadeHistory.IdOf(_made.Create("a"));
        _made.SetStatus(id, "ready");
        _made.Log.RemoveAt(1);

        _made.Check().ShouldContain(violation => violation.Rule == Rule.NoLostWrite);
    }

    [Fact]
    public void Check_AcknowledgedOtherwiseThanWritten_IsALostWrite()
    {
        _made.Create("a");
        var wrong = _made.Log[0].Model.Clone();
        wrong.Description = "not what was asked for";
        _made.Replace(_made.Operations[0], _made.Operations[0] with { Outcome = new Outcome.Answered(new CreateModelResponse { Model = wrong }, 1) });

        _made.TheBrokenRule().ShouldBe(Rule.NoLostWrite);
    }

    [Fact]
    public void Check_TwoChangesOfOneCall_IsADoubleEffect()
    {
        var created = _made.Create("a");
        var other = _made.Log[0].Model.Clone();
        (other.Id, other.Name) = ("id-9", "a");
        _made.Append(created, "created", other);

        _made.Check().ShouldContain(violation => violation.Rule == Rule.NoDoubleEffect);
    }

    [Fact]
    public void Check_TwoModelsOfOneRequestId_IsADoubleEffect()
    {
        var id = HandMadeHistory.IdOf(_made.Create("a", "once"));
        _made.Delete(id);
        _made.Create("a", "once");

        _made.TheBrokenRule().ShouldBe(Rule.NoDoubleEffect);
    }

    [Fact]
    public void Check_RequestIdAnsweredWithItsFirstResult_FindsNothing()
    {
        var created = _made.Create("a", "once");
        _made.SetStatus(HandMadeHistory.IdOf(created), "ready");
        _made.Call(created.Request, new Outcome.Answered(new CreateModelResponse { Model = HandMadeHistory.ModelOf(created) }, 2));

        _made.Check().ShouldBeEmpty();
    }

    [Fact]
    public void Check_RequestIdAnsweredWithAnotherModel_IsNotExact()
    {
        var created = _made.Create("a", "once");
        var other = _made.Create("b");
        _made.Call(created.Request, new Outcome.Answered(new CreateModelResponse { Model = HandMadeHistory.ModelOf(other) }, 2));

        _made.TheBrokenRule().ShouldBe(Rule.AnswerIsExact);
    }

    [Fact]
    public void Check_StaleEtagThatWasTaken_IsIllegal()
    {
        var created = _made.Create("a");
        var stale = _made.Log[0].Model.Etag;
        _made.SetStatus(HandMadeHistory.IdOf(created), "ready");
        _made.SetStatus(HandMadeHistory.IdOf(created), "failed", stale);

        _made.TheBrokenRule().ShouldBe(Rule.ChangeIsLegal);
    }

    [Fact]
    public void Check_TwoLiveModelsOfOneName_IsIllegal()
    {
        _made.Create("a");
        _made.Create("a");

        _made.TheBrokenRule().ShouldBe(Rule.ChangeIsLegal);
    }

    [Fact]
    public void Check_ChangeOfADeletedModel_IsIllegal()
    {
        var id = HandMadeHistory.IdOf(_made.Create("a"));
        var live = _made.Log[0].Model;
        _made.Delete(id);
        _made.Changed(new UpdateModelStatusRequest { Id = id, Status = "pending" }, "status_changed", live);

        _made.TheBrokenRule().ShouldBe(Rule.ChangeIsLegal);
    }

    [Fact]
    public void Check_EtagThatDoesNotChange_IsFound()
    {
        var id = HandMadeHistory.IdOf(_made.Create("a"));
        _made.SetStatus(id, "ready");
        _made.Log[1].Model.Etag = _made.Log[0].Model.Etag;

        _made.TheBrokenRule().ShouldBe(Rule.LogIsWhole);
    }

    [Fact]
    public void Check_GapInTheLog_IsFound()
    {
        _made.Create("a");
        _made.Create("b");
        _made.Create("c");
        _made.Log.RemoveAt(1);

        _made.TheBrokenRule().ShouldBe(Rule.LogIsWhole);
    }

    [Fact]
    public void Check_ChangeThatNobodyAskedFor_IsFound()
    {
        _made.Create("a");
        _made.Log.Add(new Change { Revision = 2, Kind = "created", RequestId = "somebody", Model = new Model { Id = "id-9", Etag = "new" } });

        _made.TheBrokenRule().ShouldBe(Rule.ChangeWasAskedFor);
    }

    [Fact]
    public void Check_RefusedCallWhoseChangeIsInTheLog_IsFound()
    {
        var created = _made.Create("a");
        _made.Replace(created, created with { Outcome = new Outcome.Refused(StatusCode.AlreadyExists, "MODEL_ALREADY_EXISTS", 0) });

        _made.Check().ShouldContain(violation => violation.Rule == Rule.RefusedIsNotDone);
    }

    [Fact]
    public void Check_CallThatWasSaidNotToBeDoneAndIsInTheLog_IsFound()
    {
        var created = _made.Create("a");
        _made.Replace(created, created with { Outcome = new Outcome.Undone("the database was away") });

        _made.TheBrokenRule().ShouldBe(Rule.RefusedIsNotDone);
    }

    [Theory]
    [InlineData(StatusCode.AlreadyExists, "MODEL_ALREADY_EXISTS")]
    [InlineData(StatusCode.InvalidArgument, "REQUEST_ID_REUSED")]
    public void Check_RefusalForAReasonThatIsNotSo_IsWrong(StatusCode code, string reason)
    {
        _made.Create("a");
        _made.Call(new CreateModelRequest { Name = "b", Version = "1", Framework = "onnx", RequestId = "new" }, new Outcome.Refused(code, reason, 1));

        _made.TheBrokenRule().ShouldBe(Rule.RefusalIsRight);
    }

    [Fact]
    public void Check_OutcomeUnknown_MayBeInTheLogOrNot()
    {
        var created = _made.Create("a");
        _made.Replace(created, created with { Outcome = new Outcome.Lost("reset") });
        _made.Call(new CreateModelRequest { Name = "b", Version = "1", Framework = "onnx" }, new Outcome.Lost("reset"));

        _made.Check().ShouldBeEmpty();
    }
}
