using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contract;
using Maas.Contract.V1;

namespace Maas.Client;

/// <summary>Calls a model registry; safe to share between threads.</summary>
/// <remarks>
/// Every method throws <see cref="RpcException"/> where the registry refuses the call, can't be reached
/// (<see cref="StatusCode.Unavailable"/>), does not answer by the deadline (<see cref="StatusCode.DeadlineExceeded"/>), or the
/// caller cancels (<see cref="StatusCode.Cancelled"/>). <see cref="RegistryError"/> reads what it says.
/// </remarks>
public sealed class ModelRegistryClient
{
    private readonly ModelService.ModelServiceClient _models;
    private readonly WatchService.WatchServiceClient _watch;
    private readonly RegistryClientOptions _options;
    private readonly RevisionMemory _revisions;
    private readonly TimeProvider _clock;

    /// <summary>Makes a client.</summary>
    /// <param name="channel">The connections to call over.</param>
    public ModelRegistryClient(RegistryChannel channel)
        : this((channel ?? throw new ArgumentNullException(nameof(channel))).Invoker, channel.Options, channel.Revisions, channel.Clock)
    {
    }

    internal ModelRegistryClient(CallInvoker invoker, TimeSpan callTimeout, TimeProvider clock)
        : this(invoker, new RegistryClientOptions { CallTimeout = callTimeout }, new RevisionMemory(), clock)
    {
    }

    private ModelRegistryClient(CallInvoker invoker, RegistryClientOptions options, RevisionMemory revisions, TimeProvider clock) =>
        (_models, _watch, _options, _revisions, _clock) = (new(invoker), new(invoker), options, revisions, clock);

    /// <summary>Registers a model.</summary>
    /// <param name="request">What to register; its request_id makes a repeated call safe.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The model as it was registered.</returns>
    public Task<CreateModelResponse> CreateModelAsync(
        CreateModelRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        RunAsync(_models.CreateModelAsync(request, ToCallOptions(call, cancellationToken)), call);

    /// <summary>Reads one model.</summary>
    /// <param name="request">Which model.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The model.</returns>
    public Task<GetModelResponse> GetModelAsync(
        GetModelRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        RunAsync(_models.GetModelAsync(request, ToCallOptions(call, cancellationToken)), call);

    /// <summary>Lists one page of models.</summary>
    /// <param name="request">Filters, and the page by number or by token.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The page, with the token of the next one.</returns>
    public Task<ListModelsResponse> ListModelsAsync(
        ListModelsRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        RunAsync(_models.ListModelsAsync(request, ToCallOptions(call, cancellationToken)), call);

    /// <summary>Changes a model.</summary>
    /// <param name="request">The new values, and in update_mask which of them to apply.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The model after the change.</returns>
    public Task<UpdateModelResponse> UpdateModelAsync(
        UpdateModelRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        RunAsync(_models.UpdateModelAsync(request, ToCallOptions(call, cancellationToken)), call);

    /// <summary>Hides a model and frees its name and version.</summary>
    /// <param name="request">Which model.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Nothing.</returns>
    public Task<Empty> DeleteModelAsync(
        DeleteModelRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        RunAsync(_models.DeleteModelAsync(request, ToCallOptions(call, cancellationToken)), call);

    /// <summary>Moves a model to another status.</summary>
    /// <param name="request">Which model, and the status.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The model after the change.</returns>
    public Task<UpdateModelStatusResponse> UpdateModelStatusAsync(
        UpdateModelStatusRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        RunAsync(_models.UpdateModelStatusAsync(request, ToCallOptions(call, cancellationToken)), call);

    /// <summary>Adds tags to a model; those that it has stay as they are.</summary>
    /// <param name="request">Which model, and the tags.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Nothing.</returns>
    public Task<Empty> AddModelTagsAsync(
        AddModelTagsRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        RunAsync(_models.AddModelTagsAsync(request, ToCallOptions(call, cancellationToken)), call);

    /// <summary>Removes tags from a model; those that it lacks are passed over.</summary>
    /// <param name="request">Which model, and the tags.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Nothing.</returns>
    public Task<Empty> RemoveModelTagsAsync(
        RemoveModelTagsRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        RunAsync(_models.RemoveModelTagsAsync(request, ToCallOptions(call, cancellationToken)), call);

    /// <summary>Replaces a model's whole metadata map.</summary>
    /// <param name="request">Which model, and the map.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Nothing.</returns>
    public Task<Empty> SetModelMetadataAsync(
        SetModelMetadataRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        RunAsync(_models.SetModelMetadataAsync(request, ToCallOptions(call, cancellationToken)), call);

    /// <summary>Reads a model's whole metadata map.</summary>
    /// <param name="request">Which model.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The map.</returns>
    public Task<GetModelMetadataResponse> GetModelMetadataAsync(
        GetModelMetadataRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        RunAsync(_models.GetModelMetadataAsync(request, ToCallOptions(call, cancellationToken)), call);

    /// <summary>Lists all models that match, a page at a time as they are asked for: stable while others write.</summary>
    /// <param name="request">Filters, and in limit how many to fetch at a time.</param>
    /// <param name="call">Deadline, identity and metadata of the call for each page; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The models, newest first unless order_by says otherwise.</returns>
    public async IAsyncEnumerable<Model> ListAllModelsAsync(
        ListModelsRequest request, RegistryCallOptions? call = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var next = request.Clone();
        do
        {
            var page = await ListModelsAsync(next, call, cancellationToken).ConfigureAwait(false);
            foreach (var model in page.Models)
            {
                yield return model;
            }

            (next.Page, next.PageToken) = (0, page.NextPageToken);
        }
        while (next.PageToken.Length > 0);
    }

    /// <summary>Opens one stream of changes, as the registry sends it; <see cref="WatchAsync"/> is one that goes on after an end.</summary>
    /// <param name="request">Where to begin, and which changes to send.</param>
    /// <param name="call">Identity and metadata; null for none. A stream has no deadline, whatever this says.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>The stream. The first response comes at once; dispose it to end it.</returns>
    public AsyncServerStreamingCall<WatchResponse> OpenWatch(
        WatchRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        RememberedStream.Of(
            _watch.Watch(request, (call ?? RegistryCallOptions.Default).ToStreamOptions(_revisions, cancellationToken)), _revisions, call?.OnRevision);

    /// <summary>Tells of changes as they are made, in their order, without a gap and without a duplicate.</summary>
    /// <param name="request">Where to begin, and which changes to send.</param>
    /// <param name="call">Identity and metadata; null for none. A watch has no deadline, whatever this says.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>
    /// What the registry sends, marks of progress too, for as long as it is read. Where the registry is lost or this reader was too slow
    /// (UNAVAILABLE, WATCH_FELL_BEHIND), the watch goes on behind the last response that was read, on whatever replica and for as long as it
    /// takes, with waits that begin at <see cref="RegistryClientOptions.RetryBackoff"/> and grow up to
    /// <see cref="RegistryClientOptions.MaxReconnectBackoff"/>. Any other failure is thrown: OUT_OF_RANGE with the reason
    /// REVISION_COMPACTED means that changes are gone, and the models are to be read anew.
    /// </returns>
    public IAsyncEnumerable<WatchResponse> WatchAsync(
        WatchRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new ResumedWatch(this, request.Clone(), call, _options, _clock).ReadAsync(cancellationToken);
    }

    private CallOptions ToCallOptions(RegistryCallOptions? call, CancellationToken cancellationToken) =>
        (call ?? RegistryCallOptions.Default).ToCallOptions(_revisions, _options.CallTimeout, _clock, cancellationToken);

    // Not by the invoker that does the same for any stub: a call has one wrapping, with its own way to tell.
    private async Task<TResponse> RunAsync<TResponse>(AsyncUnaryCall<TResponse> call, RegistryCallOptions? options)
    {
        try
        {
            var reply = await call.ResponseAsync.ConfigureAwait(false);
            _revisions.Note(call.GetTrailers(), options?.OnRevision);
            return reply;
        }
        catch (RpcException error)
        {
            _revisions.Note(error.Trailers, options?.OnRevision);
            throw;
        }
    }
}
