using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Puts cuts into the connections of a server or of a client.</summary>
internal static class CutConnections
{
    public static void Cut(this ListenOptions listen, Cuts cuts) => listen.Use(next => async connection =>
    {
        var transport = connection.Transport;
        var input = PipeReader.Create(new CutStream(transport.Input.AsStream(), cuts));
        connection.Transport = new Duplex(input, transport.Output);
        await next(connection);
    });

    public static SocketsHttpHandler Handler(Cuts cuts) => new()
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new CutStream(new NetworkStream(socket, ownsSocket: true), cuts);
        },
    };

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
