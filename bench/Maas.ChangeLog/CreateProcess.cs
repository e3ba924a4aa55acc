using System.Globalization;
using System.Net;
using Grpc.Net.Client;
using Maas.Bench.Driving;
using Maas.Bench.Processes;
using Maas.Contract;

namespace Maas.ChangeLog;

/// <summary>
/// Clients that register models by gRPC, a connection and a thread each, one call after the other: <c>clients calls</c>, of
/// which each makes its share, answered with the calls a second of all; or one client at a pace, <c>paced calls persecond</c>,
/// answered with the microseconds that half of the calls took at most.
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
            if (question[0] == "paced")
            {
                return await PacedAsync(registry, Number(question[1]), Number(question[2]));
            }

            int[] numbers = [.. question.Select(Number)];
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

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    // Each call begins at its own time, whatever the one before it took.
    private static async Task<string> PacedAsync(Uri registry, int calls, int perSecond)
    {
        using var channel = GrpcChannel.ForAddress(registry);
        var models = new ModelService.ModelServiceClient(channel);
        var run = _runs++;
        var took = new double[calls];
        var start = TimeProvider.System.GetTimestamp();
        for (var call = 0; call < calls; call++)
        {
            if (TimeSpan.FromSeconds((double)call / perSecond) - TimeProvider.System.GetElapsedTime(start) is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            var begun = TimeProvider.System.GetTimestamp();
            await models.CreateModelAsync(ExampleCreates.Make($"{Environment.ProcessId}-{run}-{call}"));
            took[call] = TimeProvider.System.GetElapsedTime(begun).TotalMicroseconds;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{took.Order().ElementAt(calls / 2):0.0}");
    }

    private static RequestFrames Frames(IPEndPoint server, string prefix) => RequestFrames.NumberedCall(
        server.ToString(), $"/{ModelService.Descriptor.FullName}/CreateModel", Framing.Frame(ExampleCreates.Make($"{prefix}-{RequestFrames.Number}")));
}
