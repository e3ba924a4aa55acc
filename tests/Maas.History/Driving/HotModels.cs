using Google.Protobuf;
using Maas.Contract;
using Maas.History.Recording;

namespace Maas.History.Driving;

/// <summary>What all clients know of the few models that they fight over; some of it is old, as with real clients.</summary>
internal sealed class HotModels
{
    private const int Kept = 40;

    private readonly Lock _lock = new();
    private readonly List<(string Id, string Etag)> _models = [];
    private readonly List<string> _oldEtags = [];
    private readonly List<CreateModelRequest> _creates = [];

    public (string Id, string Etag)? Pick(Random random) => PickFrom(_models, random) is { Id: not null } model ? model : null;

    /// <summary>An etag that some model had once.</summary>
    public string? PickOldEtag(Random random) => PickFrom(_oldEtags, random);

    /// <summary>A create with a request id that was sent before, perhaps to another replica and perhaps without an answer.</summary>
    public CreateModelRequest? PickCreate(Random random) => PickFrom(_creates, random);

    /// <summary>Takes note of a request before it is sent.</summary>
    public void Sending(IMessage request)
    {
        if (request is CreateModelRequest { RequestId.Length: > 0 } create)
        {
            lock (_lock)
            {
                Keep(_creates, create);
            }
        }
    }

    /// <summary>Takes note of what came back.</summary>
    public void Learn(Operation operation)
    {
        var model = operation.Outcome is Outcome.Answered { Reply: { } reply } ? ModelIn(reply) : null;
        if (model is null)
        {
            return;
        }

        lock (_lock)
        {
            var known = _models.FindIndex(known => known.Id == model.Id);
            if (known < 0)
            {
                Keep(_models, (model.Id, model.Etag));
            }
            else if (_models[known].Etag != model.Etag)
            {
                Keep(_oldEtags, _models[known].Etag);
                _models[known] = (model.Id, model.Etag);
            }
        }
    }

    private static Model? ModelIn(IMessage reply) => reply switch
    {
        CreateModelResponse create => create.Model,
        GetModelResponse get => get.Model,
        UpdateModelResponse update => update.Model,
        UpdateModelStatusResponse status => status.Model,
        ListModelsResponse { Models: [var newest, ..] } => newest,
        _ => null,
    };

    private T? PickFrom<T>(List<T> from, Random random)
    {
        lock (_lock)
        {
            return from.Count == 0 ? default : from[random.Next(from.Count)];
        }
    }

    private static void Keep<T>(List<T> list, T value)
    {
        list.Add(value);
        if (list.Count > Kept)
        {
            list.RemoveAt(0);
        }
    }
}
