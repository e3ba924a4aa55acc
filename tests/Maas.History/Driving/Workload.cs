using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Contract;

namespace Maas.History.Driving;

/// <summary>Makes up what one client asks for, by chance.</summary>
/// <param name="random">The chance.</param>
/// <param name="models">What clients know.</param>
/// <param name="client">The client's number, for request ids of its own.</param>
internal sealed class Workload(Random random, HotModels models, int client)
{
    private static readonly string[] Tenants = ["", "red", "blue"];
    private static readonly string[] Names = ["alpha", "Beta", "gamma", "Delta"];
    private static readonly string[] Versions = ["1", "2"];
    private static readonly string[] Frameworks = ["pytorch", "onnx", "custom"];
    private static readonly string[] Statuses = ["pending", "building", "ready", "running", "failed", "archived"];
    private static readonly string[] Tags = ["cv", "nlp", "big", "old"];

    private int _requestIds;

    public IMessage Next()
    {
        var kind = random.Next(100);
        if (kind < 20 || models.Pick(random) is not var (id, etag))
        {
            return Create();
        }

        return kind switch
        {
            < 28 => RepeatedCreate(),
            < 42 => Update(id, EtagFor(etag)),
            < 50 => new UpdateModelStatusRequest { Id = id, Status = One(Statuses), Etag = EtagFor(etag) },
            < 57 => new AddModelTagsRequest { ModelId = id, Tags = { Some(Tags) }, Etag = EtagFor(etag) },
            < 63 => new RemoveModelTagsRequest { ModelId = id, Tags = { Some(Tags) }, Etag = EtagFor(etag) },
            < 69 => new SetModelMetadataRequest { ModelId = id, Metadata = { Map() }, Etag = EtagFor(etag) },
            < 78 => new DeleteModelRequest { Id = id, Etag = EtagFor(etag) },
            < 90 => new GetModelRequest { Id = id },
            < 93 => new GetModelMetadataRequest { ModelId = id },
            _ => List(),
        };
    }

    private CreateModelRequest Create() => new()
    {
        Name = One(Names),
        Version = One(Versions),
        Framework = One(Frameworks),
        Description = Text(),
        TenantId = One(Tenants),
        Tags = { Some(Tags) },
        Metadata = { Map() },
        IsPublic = random.Next(2) == 0,
        Size = random.Next(100),
        RequestId = random.Next(2) == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"create-{client}-{++_requestIds}"),
    };

    // Now and then with another request under the same id.
    private CreateModelRequest RepeatedCreate()
    {
        if (models.PickCreate(random) is not { } first)
        {
            return Create();
        }

        var again = first.Clone();
        if (random.Next(5) == 0)
        {
            again.Description += "!";
        }

        return again;
    }

    private UpdateModelRequest Update(string id, string etag)
    {
        var request = new UpdateModelRequest { Id = id, Etag = etag };
        var mask = new List<string>();
        Perhaps("name", () => request.Name = One(Names));
        Perhaps("description", () => request.Description = random.Next(4) == 0 ? "" : Text());
        Perhaps("tags", () => request.Tags.Add(Some(Tags)));
        Perhaps("metadata", () => request.Metadata.Add(Map()));
        Perhaps("is_public", () => request.IsPublic = random.Next(2) == 0);
        Perhaps("size", () => request.Size = random.Next(3));
        if (random.Next(2) == 0 && mask.Count > 0)
        {
            request.UpdateMask = new FieldMask { Paths = { mask } };
        }

        return request;

        void Perhaps(string path, Action set)
        {
            if (random.Next(3) == 0)
            {
                set();
                mask.Add(path);
            }
        }
    }

    private ListModelsRequest List()
    {
        var request = new ListModelsRequest { Limit = random.Next(1, 8), TenantId = random.Next(3) == 0 ? One(Tenants) : "" };
        switch (random.Next(6))
        {
            case 0:
                request.Name = One(Names)[..3].ToUpperInvariant();
                break;
            case 1:
                request.Status = One(Statuses);
                break;
            case 2:
                request.Tags.Add(Some(Tags));
                break;
            case 3:
                request.IsPublic = true;
                break;
            case 4:
                request.Page = random.Next(1, 4);
                break;
        }

        return request;
    }

    // None, the newest known, one that was it once, or one that never was.
    private string EtagFor(string newest) => random.Next(10) switch
    {
        < 5 => "",
        < 8 => newest,
        8 => models.PickOldEtag(random) ?? newest,
        _ => "no-such-etag",
    };

    private string Text() => string.Create(CultureInfo.InvariantCulture, $"text {random.Next(20)}");

    private string One(string[] of) => of[random.Next(of.Length)];

    private string[] Some(string[] of) => [.. of.Where(_ => random.Next(3) == 0).DefaultIfEmpty(of[0])];

    private Dictionary<string, string> Map() =>
        Enumerable.Range(0, random.Next(3)).ToDictionary(number => $"key{number}", number => $"value {random.Next(5)}");
}
