using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Maas.Bench.Driving;
using Maas.Bench.Measuring;
using Maas.Bench.Processes;
using Maas.Contract;

namespace Maas.Grpc.Load.Calling;

/// <summary>
/// A client that is measured: <c>get calls inflight</c>, <c>download|upload|pingpong chunks size</c>, answered with the ticks that it
/// took; and <c>messages</c>, answered with the bytes that the messages of one GetModel take.
/// </summary>
internal static class CallerProcess
{
    public const string Get = "get";
    public const string Messages = "messages";
    public const string Download = "download";
    public const string Upload = "upload";
    public const string PingPong = "pingpong";

    public static async Task RunAsync(CallerVariant variant, string address)
    {
        using ICaller caller = variant == CallerVariant.Bare ? new BareCaller(address) : new StubCaller(address);
        await Conversation.HoldAsync("", async question =>
        {
            if (question[0] == Messages)
            {
                return MessageCost().ToString(CultureInfo.InvariantCulture);
            }

            var started = Stopwatch.GetTimestamp();
            await RunAsync(caller, question[0], [.. question.Skip(1).Select(text => int.Parse(text, CultureInfo.InvariantCulture))]);
            return Stopwatch.GetElapsedTime(started).Ticks.ToString(CultureInfo.InvariantCulture);
        });
    }

    private static Task RunAsync(ICaller caller, string what, int[] counts) => what switch
    {
        Get => Task.WhenAll(Enumerable.Range(0, counts[1]).Select(_ => caller.GetAsync(counts[0] / counts[1]))),
        Download => caller.DownloadAsync(counts[0], counts[1]),
        Upload => caller.UploadAsync(counts[0], counts[1]),
        PingPong => caller.PingPongAsync(counts[0], counts[1]),
        _ => throw new ArgumentException($"'{what}' is nothing that a client does.", nameof(what)),
    };

    private static double MessageCost()
    {
        var written = new byte[ModelCall.Get.Request.Length];
        return Allocation.Of(() =>
        {
            var request = new GetModelRequest { Id = ModelCall.Model.Id };
            request.WriteTo(written.AsSpan(0, request.CalculateSize()));
            GetModelResponse.Parser.ParseFrom(ModelCall.Get.Response.AsSpan(Framing.PrefixSize));
        });
    }
}
