using System.Globalization;
using System.Net;
using Maas.Bench.Driving;
using Maas.Bench.Processes;

namespace Maas.Load.Driving;

/// <summary>The process that puts load on servers: <c>way address call model length calls inflight</c>, answered with what it saw.</summary>
internal static class DriverProcess
{
    public static Task RunAsync() => Conversation.HoldAsync("", question =>
    {
        var address = new Uri(question[1]);
        int[] numbers = [.. question.Skip(4).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        using var load = LoadOf(
            Enum.Parse<Way>(question[0]),
            new IPEndPoint(IPAddress.Parse(address.Host), address.Port),
            ModelCall.Named(question[2]),
            question[3],
            numbers[0]);
        return Task.FromResult(load.Run(numbers[1], numbers[2]).ToString());
    });

    private static ILoad LoadOf(Way way, IPEndPoint server, ModelCall call, string model, int length) => way switch
    {
        Way.Grpc => new Http2Driver(server, RequestFrames.Call(server.ToString(), call.GrpcPath, call.GrpcBody(model)), length),
        Way.Json2 => new Http2Driver(server, RequestFrames.Get(server.ToString(), call.RestPath(model)), length),
        _ => new Http1Driver(server, call.RestPath(model), length),
    };
}
