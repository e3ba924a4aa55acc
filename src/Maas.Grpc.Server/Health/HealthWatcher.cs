using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Maas.Grpc.Server;

/// <summary>
/// What one caller of Watch has still to be told. Only the latest status is kept: a caller that reads slowly misses what
/// happened meanwhile, and holds nobody up.
/// </summary>
internal sealed class HealthWatcher(string service)
{
    private readonly Channel<ServingStatus> _latest = Channel.CreateBounded<ServingStatus>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private ServingStatus? _offered;

    public string Service { get; } = service;

    /// <summary>Takes a status, from one thread at a time.</summary>
    public void Offer(ServingStatus status)
    {
        if (_offered != status)
        {
            _offered = status;
            _latest.Writer.TryWrite(status);
        }
    }

    /// <summary>Ends the watching with an error, after what was offered before.</summary>
    public void End(Exception reason) => _latest.Writer.TryComplete(reason);

    /// <summary>The statuses as they change; it ends with the error that <see cref="End"/> was told.</summary>
    public async IAsyncEnumerable<ServingStatus> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ServingStatus? told = null;
        await foreach (var status in _latest.Reader.ReadAllAsync(cancellationToken))
        {
            if (status != told)
            {
                told = status;
                yield return status;
            }
        }
    }
}
