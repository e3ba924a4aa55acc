using System.Globalization;
using System.Net;
using Maas.Bench.Driving;
using Maas.Bench.Processes;
using Maas.Contract;

namespace Maas.ChangeLog;

/// <summary>
/// Clients that register models by gRPC, a connection and a thread each, one call after the other: <c>clients calls</c>, of
/// which each makes its share, answered with the calls a second of all.
/// </summary>
internal static class CreateProcess
{
    private static int _runs;

    public static Task RunAsync(string address)
    {
        var registry = new Uri(address);
        var server = new IPEndPoint(IPAddress.Parse(registry.Host), registry.Port);
        return Conversation.HoldAsync("", async question =>
        {
            int[] numbers = [.. question.Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
            var (clients, calls) = (numbers[0], numbers[1] / numbers[0]);
            var run = _runs++;
            var loads = Enumerable.Range(0, clients)
                .Select(client => new Http2Driver(server, Frames(server, $"{Environment.ProcessId}-{run}-{client}"), null)).ToArray();
            var start = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(loads.Select(load => Task.Factory.StartNew(
                () => load.Run(calls, 1), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            Array.ForEach(loads, load => load.Dispose());
            return string.Create(CultureInfo.InvariantCulture, $"{clients * calls / elapsed.TotalSeconds:0.0}");
        });
    }

    private static RequestFrames Frames(IPEndPoint server, string prefix) => RequestFrames.NumberedCall(
        server.ToString(), $"/{ModelService.Descriptor.FullName}/CreateModel", Framing.Frame(ExampleCreates.Make($"{prefix}-{RequestFrames.Number}")));
}
