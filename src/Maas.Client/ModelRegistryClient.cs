using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contract;

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
    private readonly TimeSpan _callTimeout;
    private readonly TimeProvider _clock;

    /// <summary>Makes a client.</summary>
    /// <param name="channel">The connections to call over.</param>
    public ModelRegistryClient(RegistryChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        (_models, _callTimeout, _clock) = (new(channel.Invoker), channel.Options.CallTimeout, channel.Clock);
    }

    internal ModelRegistryClient(CallInvoker invoker, TimeSpan callTimeout, TimeProvider clock) =>
        (_models, _callTimeout, _clock) = (new(invoker), callTimeout, clock);

    /// <summary>Registers a model.</summary>
    /// <param name="request">What to register; its request_id makes a repeated call safe.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The model as it was registered.</returns>
    public Task<CreateModelResponse> CreateModelAsync(
        CreateModelRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        _models.CreateModelAsync(request, ToCallOptions(call, cancellationToken)).ResponseAsync;

    /// <summary>Reads one model.</summary>
    /// <param name="request">Which model.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The model.</returns>
    public Task<GetModelResponse> GetModelAsync(
        GetModelRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        _models.GetModelAsync(request, ToCallOptions(call, cancellationToken)).ResponseAsync;

    /// <summary>Lists one page of models.</summary>
    /// <param name="request">Filters, and the page by number or by token.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The page, with the token of the next one.</returns>
    public Task<ListModelsResponse> ListModelsAsync(
        ListModelsRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        _models.ListModelsAsync(request, ToCallOptions(call, cancellationToken)).ResponseAsync;

    /// <summary>Changes a model.</summary>
    /// <param name="request">The new values, and in update_mask which of them to apply.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The model after the change.</returns>
    public Task<UpdateModelResponse> UpdateModelAsync(
        UpdateModelRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        _models.UpdateModelAsync(request, ToCallOptions(call, cancellationToken)).ResponseAsync;

    /// <summary>Hides a model and frees its name and version.</summary>
    /// <param name="request">Which model.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Nothing.</returns>
    public Task<Empty> DeleteModelAsync(
        DeleteModelRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        _models.DeleteModelAsync(request, ToCallOptions(call, cancellationToken)).ResponseAsync;

    /// <summary>Moves a model to another status.</summary>
    /// <param name="request">Which model, and the status.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The model after the change.</returns>
    public Task<UpdateModelStatusResponse> UpdateModelStatusAsync(
        UpdateModelStatusRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        _models.UpdateModelStatusAsync(request, ToCallOptions(call, cancellationToken)).ResponseAsync;

    /// <summary>Adds tags to a model; those that it has stay as they are.</summary>
    /// <param name="request">Which model, and the tags.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Nothing.</returns>
    public Task<Empty> AddModelTagsAsync(
        AddModelTagsRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        _models.AddModelTagsAsync(request, ToCallOptions(call, cancellationToken)).ResponseAsync;

    /// <summary>Removes tags from a model; those that it lacks are passed over.</summary>
    /// <param name="request">Which model, and the tags.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Nothing.</returns>
    public Task<Empty> RemoveModelTagsAsync(
        RemoveModelTagsRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        _models.RemoveModelTagsAsync(request, ToCallOptions(call, cancellationToken)).ResponseAsync;

    /// <summary>Replaces a model's whole metadata map.</summary>
    /// <param name="request">Which model, and the map.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Nothing.</returns>
    public Task<Empty> SetModelMetadataAsync(
        SetModelMetadataRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        _models.SetModelMetadataAsync(request, ToCallOptions(call, cancellationToken)).ResponseAsync;

    /// <summary>Reads a model's whole metadata map.</summary>
    /// <param name="request">Which model.</param>
    /// <param name="call">Deadline, identity and metadata of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The map.</returns>
    public Task<GetModelMetadataResponse> GetModelMetadataAsync(
        GetModelMetadataRequest request, RegistryCallOptions? call = null, CancellationToken cancellationToken = default) =>
        _models.GetModelMetadataAsync(request, ToCallOptions(call, cancellationToken)).ResponseAsync;

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

    private CallOptions ToCallOptions(RegistryCallOptions? call, CancellationToken cancellationToken) =>
        (call ?? RegistryCallOptions.Default).ToCallOptions(_callTimeout, _clock, cancellationToken);
}
