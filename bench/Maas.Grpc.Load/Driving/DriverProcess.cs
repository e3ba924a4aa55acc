using System.Globalization;
using System.Net;
using Maas.Grpc.Load.Processes;

namespace Maas.Grpc.Load.Driving;

/// <summary>The process that puts load on servers: <c>run address call calls</c>.</summary>
internal static class DriverProcess
{
    public static Task RunAsync() => Conversation.HoldAsync("", question =>
    {
        var address = new Uri(question[1]);
        var call = ModelCall.Named(question[2]);
        using var driver = new Http2Driver(new IPEndPoint(IPAddress.Parse(address.Host), address.Port), call);
        driver.Run(int.Parse(question[3], CultureInfo.InvariantCulture), call.InFlight);
        return Task.FromResult("done");
    });
}
