using System.Globalization;
using System.Net;
using Maas.Bench.Processes;

namespace Maas.Load.Calling;

/// <summary>A client that is measured: <c>call model calls inflight</c>.</summary>
internal static class ClientProcess
{
    public static async Task RunAsync(Way way, string address)
    {
        using IModelReader reader = way switch
        {
            Way.Grpc => new GrpcReader(address),
            Way.Json2 => new JsonReader(address, HttpVersion.Version20),
            _ => new JsonReader(address, HttpVersion.Version11),
        };
        await Conversation.HoldAsync("", async question =>
        {
            var call = ModelCall.Named(question[0]);
            var calls = int.Parse(question[2], CultureInfo.InvariantCulture);
            var inFlight = int.Parse(question[3], CultureInfo.InvariantCulture);
            await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => ReadAsync(reader, call, question[1], calls / inFlight)));
            return "done";
        });
    }

    private static async Task ReadAsync(IModelReader reader, ModelCall call, string model, int calls)
    {
        for (; calls > 0; calls--)
        {
            await reader.ReadAsync(call, model);
        }
    }
}
