using Google.Protobuf;
using Maas.Contract;

namespace Maas.History.Driving;

/// <summary>Reads REST's answers as the replies of the RPCs: their keys are the names of the fields.</summary>
internal static class RestReplies
{
    private static readonly JsonParser Parser = JsonParser.Default;

    public static IMessage Read(IMessage request, string body) => request switch
    {
        CreateModelRequest => new CreateModelResponse { Model = Parser.Parse<Model>(body) },
        GetModelRequest => new GetModelResponse { Model = Parser.Parse<Model>(body) },
        UpdateModelRequest => new UpdateModelResponse { Model = Parser.Parse<Model>(body) },
        UpdateModelStatusRequest => new UpdateModelStatusResponse { Model = Parser.Parse<Model>(body) },
        ListModelsRequest => Parser.Parse<ListModelsResponse>(body),
        GetModelMetadataRequest => Parser.Parse<GetModelMetadataResponse>(body),
        _ => throw new ArgumentException($"REST has no answer to {request.Descriptor.FullName}.", nameof(request)),
    };
}
