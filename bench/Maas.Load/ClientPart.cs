using System.Globalization;
using Maas.Bench.Measuring;
using Maas.Bench.Processes;
using Maas.Load.Data;

namespace Maas.Load;

/// <summary>What the same calls cost a client in C#: Maas.Client, or HttpClient with System.Text.Json.</summary>
internal static class ClientPart
{
    public static async Task RunAsync(Plan plan, SeededFolder folder)
    {
        await using var servers = await Servers.StartAsync(StoreKind.Memory, folder);
        await using var grpc = await StartAsync(Way.Grpc);
        await using var json2 = await StartAsync(Way.Json2);
        await using var json1 = await StartAsync(Way.Json1);
        Child[] clients = [grpc, json2, json1];

        var report = new Report("client's CPU, a call", "gRPC, Maas.Client", "JSON, HTTP/2", "times gRPC's", "JSON, HTTP/1.1", "times gRPC's");
        foreach (var call in ModelCall.All)
        {
            var calls = plan.CallsOf(call, Plan.InFlight);
            foreach (var client in clients)
            {
                await client.WarmUpAsync(() => CallAsync(client), plan.WarmUpRuns);
            }

            var rounds = clients.ToDictionary(client => client, _ => new Rounds(calls));
            for (var round = 0; round < plan.Rounds; round++)
            {
                foreach (var client in Turns.Of(clients, round))
                {
                    await rounds[client].MeasureAsync(client, () => CallAsync(client));
                }
            }

            report.Add(
                call.Name,
                Report.Microseconds(rounds[grpc].Cpu),
                Report.Microseconds(rounds[json2].Cpu),
                rounds[json2].CpuBeside(rounds[grpc]).ToString(),
                Report.Microseconds(rounds[json1].Cpu),
                rounds[json1].CpuBeside(rounds[grpc]).ToString());

            Task<string> CallAsync(Child client) => client.AskAsync(
                string.Create(CultureInfo.InvariantCulture, $"{call.Name} {folder.ModelId} {calls} {Plan.InFlight}"));
        }

        report.Print();

        Task<Child> StartAsync(Way way) => Child.StartAsync(Core.Client, LoadCommand.Call, way.ToString(), servers.AddressOf(way));
    }
}
