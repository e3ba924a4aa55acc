using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contract;
using Maas.History.Recording;

namespace Maas.History.Checking;

/// <summary>model.ModelService in small: what each request does in a state, as the contract's section 1 says.</summary>
internal static class ModelContract
{
    private const string Default = "default";

    private static readonly Expectation NotFound = new Expectation.Refuses(StatusCode.NotFound, "MODEL_NOT_FOUND");
    private static readonly Expectation Taken = new Expectation.Refuses(StatusCode.AlreadyExists, "MODEL_ALREADY_EXISTS");
    private static readonly Expectation Stale = new Expectation.Refuses(StatusCode.Aborted, "STALE_ETAG");
    private static readonly Expectation Reused = new Expectation.Refuses(StatusCode.InvalidArgument, "REQUEST_ID_REUSED");

    public static Expectation Expect(RegistryState state, Operation operation) => operation.Request switch
    {
        CreateModelRequest request => Create(state, request),
        UpdateModelRequest request => Change(state, "updated", request.Id, request.Etag, request, model => ModelEdit.Apply(request, model)),
        UpdateModelStatusRequest request =>
            Change(state, "status_changed", request.Id, request.Etag, request, model => model.Status = request.Status),
        AddModelTagsRequest request => Change(state, "tags_changed", request.ModelId, request.Etag, request, model =>
            Set(model, model.Tags.Union(request.Tags))),
        RemoveModelTagsRequest request => Change(state, "tags_changed", request.ModelId, request.Etag, request, model =>
            Set(model, model.Tags.Except(request.Tags))),
        SetModelMetadataRequest request => Change(state, "metadata_changed", request.ModelId, request.Etag, request, model =>
        {
            model.Metadata.Clear();
            model.Metadata.Add(request.Metadata);
        }),
        DeleteModelRequest request => Delete(state, request),
        GetModelRequest request => state.Find(request.Id) is { } model ? Gives(new GetModelResponse { Model = model }) : NotFound,
        GetModelMetadataRequest request => state.Find(request.ModelId) is { } model
            ? Gives(new GetModelMetadataResponse { Metadata = { model.Metadata } })
            : NotFound,
        ListModelsRequest request => Gives(Listing.PageOf(state, request, operation.After)),
        var other => throw new ArgumentException($"The contract in small knows no {other.Descriptor.FullName}.", nameof(operation)),
    };

    /// <summary>The answer to a change that left the model so.</summary>
    public static IMessage ReplyTo(IMessage request, Model model) => request switch
    {
        CreateModelRequest => new CreateModelResponse { Model = model },
        UpdateModelRequest => new UpdateModelResponse { Model = model },
        UpdateModelStatusRequest => new UpdateModelStatusResponse { Model = model },
        _ => new Empty(),
    };

    private static Expectation Create(RegistryState state, CreateModelRequest request)
    {
        if (request.RequestId.Length > 0 && state.FirstResultOf(request.RequestId) is { } first)
        {
            return first.Request.Equals(request) ? Gives(new CreateModelResponse { Model = first.Model }) : Reused;
        }

        var model = new Model
        {
            Name = request.Name,
            Description = request.Description,
            Version = request.Version,
            Framework = request.Framework,
            Status = "pending",
            Size = request.Size,
            Checksum = request.Checksum,
            StoragePath = request.StoragePath,
            DockerImage = request.DockerImage,
            Tags = { request.Tags.Distinct() },
            OwnerId = OrDefault(request.OwnerId),
            TenantId = OrDefault(request.TenantId),
            IsPublic = request.IsPublic,
            Metadata = { request.Metadata },
        };
        return state.IsTaken(Identity.Of(model)) ? Taken : new Expectation.Changes("created", model);
    }

    private static Expectation Change(
        RegistryState state, string kind, string id, string etag, IMessage request, Action<Model> change)
    {
        if (state.Find(id) is not { } current)
        {
            return NotFound;
        }

        if (etag.Length > 0 && etag != current.Etag)
        {
            return Stale;
        }

        var next = current.Clone();
        change(next);
        if (ModelComparison.IsSame(next, current))
        {
            return Gives(ReplyTo(request, current));
        }

        return Identity.Of(next) != Identity.Of(current) && state.IsTaken(Identity.Of(next)) ? Taken : new Expectation.Changes(kind, next);
    }

    private static Expectation Delete(RegistryState state, DeleteModelRequest request)
    {
        if (state.Find(request.Id) is not { } current)
        {
            return NotFound;
        }

        return request.Etag.Length > 0 && request.Etag != current.Etag ? Stale : new Expectation.Changes("deleted", current);
    }

    private static void Set(Model model, IEnumerable<string> tags)
    {
        string[] all = [.. tags];
        model.Tags.Clear();
        model.Tags.Add(all);
    }

    private static Expectation.Gives Gives(IMessage reply) => new(reply);

    private static string OrDefault(string identity) => identity.Length == 0 ? Default : identity;
}
