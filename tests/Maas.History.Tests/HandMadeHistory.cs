using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contract;
using Maas.Contract.V1;
using Maas.History.Checking;
using Maas.History.Recording;

namespace Maas.History.Tests;

/// <summary>A history written by hand: each call ends before the next begins, and all is right until a test makes one thing wrong.</summary>
internal sealed class HandMadeHistory
{
    private const int CallTime = 10;

    private readonly Dictionary<string, Model> _models = [];
    private int _ids;
    private long _now;

    public List<Operation> Operations { get; } = [];

    public List<Change> Log { get; } = [];

    public List<WatchStream> Streams { get; } = [];

    public long Newest => Log.Count;

    /// <summary>The time between the calls before this and those after it.</summary>
    public long Now => _now;

    public IReadOnlyList<Violation> Check() => HistoryChecker.Check(new RecordedHistory(Operations, Streams), Log);

    /// <summary>The one rule that is broken.</summary>
    public Rule TheBrokenRule() => Check().Select(violation => violation.Rule).Distinct().ShouldHaveSingleItem();

    public Operation Create(string name, string requestId = "")
    {
        var request = new CreateModelRequest { Name = name, Version = "1", Framework = "onnx", RequestId = requestId };
        var model = new Model
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"id-{++_ids:D4}"),
            Name = name,
            Version = "1",
            Framework = "onnx",
            Status = "pending",
            TenantId = "default",
            OwnerId = "default",
            CreatedAt = TimeAt(_ids),
        };
        return Changed(request, "created", model);
    }

    public Operation SetStatus(string id, string status, string etag = "")
    {
        var model = _models[id].Clone();
        model.Status = status;
        return Changed(new UpdateModelStatusRequest { Id = id, Status = status, Etag = etag }, "status_changed", model);
    }

    public Operation Delete(string id)
    {
        var model = _models[id].Clone();
        model.DeletedAt = TimeAt(Newest);
        return Changed(new DeleteModelRequest { Id = id }, "deleted", model);
    }

    public Operation Get(string id) => Call(
        new GetModelRequest { Id = id }, new Outcome.Answered(new GetModelResponse { Model = _models[id] }, Newest));

    /// <summary>Writes down a call that changed nothing.</summary>
    public Operation Call(IMessage request, Outcome outcome, Model? after = null, bool mayRepeat = false)
    {
        var operation = new Operation
        {
            Number = Operations.Count + 1,
            Client = "client",
            Request = request,
            After = after,
            MayRepeat = mayRepeat,
            Began = _now += CallTime,
            Ended = _now += CallTime,
            Outcome = outcome,
        };
        Operations.Add(operation);
        return operation;
    }

    /// <summary>Writes down a call that made a change, and the change.</summary>
    public Operation Changed(IMessage request, string kind, Model model)
    {
        var operation = Call(request, new Outcome.Answered(null, Newest + 1));
        Append(operation, kind, model);
        return Replace(operation, operation with { Outcome = new Outcome.Answered(ModelContract.ReplyTo(request, Log[^1].Model), Newest) });
    }

    public void Append(Operation operation, string kind, Model model)
    {
        var after = model.Clone();
        after.Etag = string.Create(CultureInfo.InvariantCulture, $"etag-{Newest + 1}");
        after.UpdatedAt = TimeAt(Newest + 1);
        Log.Add(new Change { Revision = Newest + 1, Kind = kind, Model = after, RequestId = operation.RequestId, Time = after.UpdatedAt });
        _models[after.Id] = after;
    }

    public Operation Replace(Operation old, Operation @new)
    {
        Operations[Operations.IndexOf(old)] = @new;
        return @new;
    }

    /// <summary>Writes down a stream from the first revision on, a response a change.</summary>
    public void Watch(params IEnumerable<WatchResponse> responses) => Streams.Add(new WatchStream
    {
        Client = "watcher",
        Request = new WatchRequest { FromRevision = 1 },
        Began = _now += CallTime,
        Received = [.. responses.Select(response => new ReceivedChanges(_now += CallTime, response))],
        Ended = _now += CallTime,
        Code = StatusCode.Cancelled,
    });

    public static string IdOf(Operation create) => ModelOf(create).Id;

    public static Model ModelOf(Operation create) =>
        ((CreateModelResponse)((Outcome.Answered)create.Outcome).Reply!).Model;

    public static WatchResponse Response(long revision, params IEnumerable<Change> changes) => new() { Revision = revision, Changes = { changes } };

    private static Timestamp TimeAt(long seconds) => new() { Seconds = 1_700_000_000 + seconds };
}
