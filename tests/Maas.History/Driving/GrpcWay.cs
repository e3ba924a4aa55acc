using Google.Protobuf;
using Grpc.Core;
using Maas.Contract;
using Maas.History.Recording;

namespace Maas.History.Driving;

/// <summary>Calls by gRPC.</summary>
/// <param name="name">What reports call it.</param>
/// <param name="invoker">The connections.</param>
/// <param name="repeats">Whether they make calls again that are safe to repeat.</param>
internal sealed class GrpcWay(string name, CallInvoker invoker, bool repeats) : IWay
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly ModelService.ModelServiceClient _models = new(invoker);

    public string Name => name;

    public bool MayRepeat(IMessage request) => repeats && SafeToRepeat.Is(request);

    public Task<Outcome> CallAsync(IMessage request, string requestId, CancellationToken cancellationToken)
    {
        var options = new CallOptions(
            new Metadata { { "x-request-id", requestId } }, (TimeProvider.System.GetUtcNow() + Timeout).UtcDateTime, cancellationToken);
        return request switch
        {
            CreateModelRequest create => OutcomeAsync(_models.CreateModelAsync(create, options)),
            GetModelRequest get => OutcomeAsync(_models.GetModelAsync(get, options)),
            ListModelsRequest list => OutcomeAsync(_models.ListModelsAsync(list, options)),
            UpdateModelRequest update => OutcomeAsync(_models.UpdateModelAsync(update, options)),
            DeleteModelRequest delete => OutcomeAsync(_models.DeleteModelAsync(delete, options)),
            UpdateModelStatusRequest status => OutcomeAsync(_models.UpdateModelStatusAsync(status, options)),
            AddModelTagsRequest add => OutcomeAsync(_models.AddModelTagsAsync(add, options)),
            RemoveModelTagsRequest remove => OutcomeAsync(_models.RemoveModelTagsAsync(remove, options)),
            SetModelMetadataRequest set => OutcomeAsync(_models.SetModelMetadataAsync(set, options)),
            GetModelMetadataRequest get => OutcomeAsync(_models.GetModelMetadataAsync(get, options)),
            _ => throw new ArgumentException($"There is no call for {request.Descriptor.FullName}.", nameof(request)),
        };
    }

    private static async Task<Outcome> OutcomeAsync<T>(AsyncUnaryCall<T> call)
        where T : IMessage
    {
        using (call)
        {
            try
            {
                var reply = await call;
                return new Outcome.Answered(reply, Outcomes.RevisionIn(call.GetTrailers()));
            }
            catch (RpcException error)
            {
                return Outcomes.Of(error);
            }
        }
    }
}
