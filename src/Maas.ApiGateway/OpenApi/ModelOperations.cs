using Maas.ApiGateway.Models;

namespace Maas.ApiGateway.OpenApi;

/// <summary>What the documentation says of the operations on models.</summary>
internal static class ModelOperations
{
    private static readonly Answer TheModel = new(200, "The model after the change.", Components.Model, Examples.Model)
    {
        Headers = [ReplyHeaders.Etag],
    };

    private static readonly Answer TheMetadata = new(200, "The model's metadata.", Components.Metadata, Examples.Metadata);

    public static readonly OperationDoc Create = new(
        "Register a model", "Registers a model under a name and version that no live model of its tenant has.")
    {
        Parameters = [RequestHeaders.IdempotencyKey, RequestHeaders.IfMatch, .. RequestHeaders.OfCalls],
        Body = CreateModelBody.Shape,
        BodyExample = Examples.NewModel,
        Answers =
        [
            new(201, "The model as it was registered.", Components.Model, Examples.Model)
            {
                Headers = [ReplyHeaders.Location, ReplyHeaders.Etag],
            },
        ],
        Problems = [400, 403, 409, 412, 413, 415, 500, 503, 504],
    };

    public static readonly OperationDoc List = new("List models", "Lists models, newest first, by page number or by page_token.")
    {
        Parameters = [.. ListModelsQuery.Shape.Parameters.Select(parameter => parameter.ToOpenApi()), .. RequestHeaders.OfCalls],
        Answers = [new(200, "A page of models.", Components.ModelList, Examples.ModelList)],
        Problems = [400, 500, 501, 503, 504],
    };

    public static readonly OperationDoc Get = new("Read a model", "Reads one model.")
    {
        HasId = true,
        Parameters = [RequestHeaders.IfNoneMatch, .. RequestHeaders.OfCalls],
        Answers =
        [
            new(200, "The model.", Components.Model, Examples.Model) { Headers = [ReplyHeaders.Etag] },
            new(304, "The model is as If-None-Match has it.") { Headers = [ReplyHeaders.Etag] },
        ],
        Problems = [400, 404, 500, 503, 504],
    };

    public static readonly OperationDoc Update = new(
        "Change a model", "Applies every key that the body has, also where it is empty or false; null means empty. {} changes nothing.")
    {
        HasId = true,
        Parameters = [RequestHeaders.IfMatch, .. RequestHeaders.OfCalls],
        Body = UpdateModelBody.Shape,
        BodyExample = Examples.Changes,
        Answers = [TheModel],
        Problems = [400, 403, 404, 409, 412, 413, 415, 500, 503, 504],
    };

    public static readonly OperationDoc Delete = new("Delete a model", "Hides a model and frees its name and version.")
    {
        HasId = true,
        Parameters = [RequestHeaders.IfMatch, .. RequestHeaders.OfCalls],
        Answers = [new(204, "The model is deleted.")],
        Problems = [400, 403, 404, 412, 500, 503, 504],
    };

    public static readonly OperationDoc SetStatus = new("Change a model's status", "Moves a model to another status.")
    {
        HasId = true,
        Parameters = [RequestHeaders.IfMatch, .. RequestHeaders.OfCalls],
        Body = StatusBody.Shape,
        BodyExample = Examples.Status,
        Answers = [TheModel],
        Problems = [400, 403, 404, 409, 412, 413, 415, 500, 503, 504],
    };

    public static readonly OperationDoc AddTags = new("Add tags", "Adds tags to a model; those that it has already stay as they are.")
    {
        HasId = true,
        Parameters = [RequestHeaders.IfMatch, .. RequestHeaders.OfCalls],
        Body = TagsBody.ToAdd,
        BodyExample = Examples.Tags,
        Answers = [TheModel],
        Problems = [400, 403, 404, 409, 412, 413, 415, 500, 503, 504],
    };

    public static readonly OperationDoc RemoveTags = new("Remove tags", "Removes tags from a model; those that it lacks are passed over.")
    {
        HasId = true,
        Parameters = [RequestHeaders.IfMatch, .. RequestHeaders.OfCalls],
        Body = TagsBody.ToRemove,
        BodyExample = Examples.Tags,
        Answers = [TheModel],
        Problems = [400, 403, 404, 409, 412, 413, 415, 500, 503, 504],
    };

    public static readonly OperationDoc GetMetadata = new("Read a model's metadata", "Reads a model's whole metadata.")
    {
        HasId = true,
        Parameters = [.. RequestHeaders.OfCalls],
        Answers = [TheMetadata],
        Problems = [400, 404, 500, 503, 504],
    };

    public static readonly OperationDoc SetMetadata = new("Replace a model's metadata", "Replaces a model's whole metadata.")
    {
        HasId = true,
        Parameters = [RequestHeaders.IfMatch, .. RequestHeaders.OfCalls],
        Body = MetadataBody.Shape,
        BodyExample = Examples.Metadata,
        Answers = [TheMetadata],
        Problems = [400, 403, 404, 409, 412, 413, 415, 500, 503, 504],
    };
}
