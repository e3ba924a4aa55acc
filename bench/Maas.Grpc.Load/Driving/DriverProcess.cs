using System.Globalization;
using System.Net;
using Maas.Bench.Driving;
using Maas.Bench.Processes;

namespace Maas.Grpc.Load.Driving;

/// <summary>The process that puts load on servers: <c>run address call calls</c>.</summary>
internal static class DriverProcess
{
    public static Task RunAsync() => Conversation.HoldAsync("", question =>
    {
        var address = new Uri(question[1]);
        var call = ModelCall.Named(question[2]);
        var server = new IPEndPoint(IPAddress.Parse(address.Host), address.Port);
        using var driver = new Http2Driver(server, RequestFrames.Call(server.ToString(), call.Path, call.Request), call.Response.Length);
        driver.Run(int.Parse(question[3], CultureInfo.InvariantCulture), call.InFlight);
        return Task.FromResult("done");
    });
}
