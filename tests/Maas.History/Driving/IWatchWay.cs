using Maas.Contract.V1;

namespace Maas.History.Driving;

/// <summary>A way to watch.</summary>
internal interface IWatchWay
{
    string Name { get; }

    /// <summary>Whether a deleted model comes with the time of its deletion; REST shows none.</summary>
    bool ShowsDeletion { get; }

    /// <summary>Reads one stream to its end.</summary>
    /// <param name="request">What to watch.</param>
    /// <param name="receive">Takes each response in; false where no more is wanted.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    Task<WatchEnd> ReadAsync(WatchRequest request, Func<WatchResponse, bool> receive, CancellationToken cancellationToken);
}
