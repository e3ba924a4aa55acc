using Microsoft.Extensions.Hosting;

namespace Maas.Hosting;

/// <summary>
/// Leaves signals to <see cref="ServiceProcess"/>: with the framework's console lifetime each service of a process would
/// stop on its own, the registry under the gateway's last calls.
/// </summary>
internal sealed class ProcessOwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
