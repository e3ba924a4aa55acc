using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contract;

namespace Maas.Testing.Fakes;

/// <summary>A registry that keeps nothing: it notes each call, and answers as the test says.</summary>
public sealed class FakeModelService : ModelService.ModelServiceBase
{
    private readonly ConcurrentDictionary<string, Func<IMessage, ServerCallContext, Task<IMessage>>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<SeenCall> _seen = new();
    private TaskCompletionSource<SeenCall> _next = NewSource();

    public IReadOnlyList<SeenCall> Seen => [.. _seen];

    public SeenCall Last => _seen.Last();

    /// <summary>What each answer and refusal tells as the revision that it reflects; null for none, as a registry of old does.</summary>
    public string? Revision { get; set; }

    public static Model AModel(string id = "01932f2e-7b1a-7c3d-9e4f-5a6b7c8d9e0f") => new()
    {
        Id = id,
        Name = "test-model",
        Version = "1.0.0",
        Framework = "pytorch",
        Status = "pending",
        Tags = { "cv" },
        Metadata = { ["source"] = "demo" },
        OwnerId = "default",
        TenantId = "default",
        Etag = "e1",
        CreatedAt = new Timestamp { Seconds = 1_767_323_045, Nanos = 678_901_000 },
        UpdatedAt = new Timestamp { Seconds = 1_767_323_045 },
    };

    /// <summary>Forgets what was seen and scripted.</summary>
    public void Reset()
    {
        _answers.Clear();
        _seen.Clear();
        Revision = null;
        _next = NewSource();
    }

    /// <summary>Answers an RPC, or all, with what a function makes of the request.</summary>
    public void Answer(Func<IMessage, IMessage> answer, string method = "") =>
        _answers[method] = (request, _) => Task.FromResult(answer(request));

    public void Throw(RpcException error, string method = "") => _answers[method] = (_, _) => Task.FromException<IMessage>(error);

    public void ThrowUnexpectedly(Exception error, string method = "") => _answers[method] = (_, _) => Task.FromException<IMessage>(error);

    /// <summary>Answers only when the caller gives up or its deadline passes.</summary>
    public void Hang(string method = "") => _answers[method] = async (_, context) =>
    {
        var gone = new TaskCompletionSource<IMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.CancellationToken.Register(() => gone.TrySetCanceled());
        return await gone.Task;
    };

    /// <summary>The next call that arrives, after <see cref="Reset"/>.</summary>
    public Task<SeenCall> NextAsync() => _next.Task;

    public override Task<CreateModelResponse> CreateModel(CreateModelRequest request, ServerCallContext context) =>
        RunAsync(request, context, new CreateModelResponse { Model = AModel() });

    public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
        RunAsync(request, context, new GetModelResponse { Model = AModel(request.Id) });

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        RunAsync(request, context, new ListModelsResponse { Models = { AModel() }, Total = 1, Page = 1, Limit = 20 });

    public override Task<UpdateModelResponse> UpdateModel(UpdateModelRequest request, ServerCallContext context) =>
        RunAsync(request, context, new UpdateModelResponse { Model = AModel(request.Id) });

    public override Task<Empty> DeleteModel(DeleteModelRequest request, ServerCallContext context) =>
        RunAsync(request, context, new Empty());

    public override Task<UpdateModelStatusResponse> UpdateModelStatus(UpdateModelStatusRequest request, ServerCallContext context) =>
        RunAsync(request, context, new UpdateModelStatusResponse { Model = AModel(request.Id) });

    public override Task<Empty> AddModelTags(AddModelTagsRequest request, ServerCallContext context) =>
        RunAsync(request, context, new Empty());

    public override Task<Empty> RemoveModelTags(RemoveModelTagsRequest request, ServerCallContext context) =>
        RunAsync(request, context, new Empty());

    public override Task<Empty> SetModelMetadata(SetModelMetadataRequest request, ServerCallContext context) =>
        RunAsync(request, context, new Empty());

    public override Task<GetModelMetadataResponse> GetModelMetadata(GetModelMetadataRequest request, ServerCallContext context) =>
        RunAsync(request, context, new GetModelMetadataResponse { Metadata = { ["source"] = "demo" } });

    private static TaskCompletionSource<SeenCall> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Notes a call, and waits for what the test has it answer; null for what is usual.</summary>
    internal async Task<IMessage?> SeeAsync(string method, IMessage request, ServerCallContext context)
    {
        var call = new SeenCall(method, request, context.RequestHeaders, context.Deadline, context.Peer, context.CancellationToken);
        _seen.Enqueue(call);
        _next.TrySetResult(call);
        if (Revision is { } revision)
        {
            context.ResponseTrailers.Add("maas-revision", revision);
        }

        return (_answers.GetValueOrDefault(method) ?? _answers.GetValueOrDefault("")) is { } answer ? await answer(request, context) : null;
    }

    private async Task<TReply> RunAsync<TReply>(
        IMessage request, ServerCallContext context, TReply usual, [CallerMemberName] string method = "")
        where TReply : IMessage => await SeeAsync(method, request, context) is { } answer ? (TReply)answer : usual;
}
