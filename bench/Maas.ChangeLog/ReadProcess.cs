using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Maas.Bench.Driving;
using Maas.Bench.Processes;
using Maas.Contract.V1;

namespace Maas.ChangeLog;

/// <summary>
/// Readers that watch, a hundred on a connection: <c>open count name</c> begins them, where <c>*</c> stands for every name, and is
/// answered once each has its first response; <c>frames</c> tells how many responses all have had, <c>close</c> ends them.
/// </summary>
internal static class ReadProcess
{
    private const int StreamsPerConnection = 100;

    public static Task RunAsync(string address)
    {
        var registry = new Uri(address);
        var server = new IPEndPoint(IPAddress.Parse(registry.Host), registry.Port);
        var connections = new List<(Http2Driver Driver, Task Reading)>();
        return Conversation.HoldAsync("", async question =>
        {
            switch (question[0])
            {
                case "open":
                    var count = int.Parse(question[1], CultureInfo.InvariantCulture);
                    var request = new WatchRequest { Name = question[2] == "*" ? "" : question[2] };
                    foreach (var share in Enumerable.Range(0, count).Chunk(StreamsPerConnection))
                    {
                        connections.Add(Open(server, request, share.Length));
                    }

                    await FirstResponsesAsync(connections, count);
                    return "open";
                case "frames":
                    return Frames(connections).ToString(CultureInfo.InvariantCulture);
                default:
                    foreach (var (driver, reading) in connections)
                    {
                        driver.Dispose();
                        await reading;
                    }

                    connections.Clear();
                    return "closed";
            }
        });
    }

    private static (Http2Driver Driver, Task Reading) Open(IPEndPoint server, WatchRequest request, int streams)
    {
        var path = $"/{WatchService.Descriptor.FullName}/Watch";
        var driver = new Http2Driver(server, RequestFrames.Call(server.ToString(), path, Framing.Frame(request)), null);
        return (driver, Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        void Read()
        {
            try
            {
                driver.Run(streams, streams);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // Closed by us: a watch has no other end, and one that ends is a failure of the driver's.
            }
        }
    }

    private static long Frames(List<(Http2Driver Driver, Task Reading)> connections) => connections.Sum(connection => connection.Driver.DataFrames);

    private static async Task FirstResponsesAsync(List<(Http2Driver Driver, Task Reading)> connections, int count)
    {
        while (Frames(connections) < count)
        {
            foreach (var (_, reading) in connections.Where(connection => connection.Reading.IsFaulted))
            {
                await reading;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }
}
