using System.Net;
using System.Net.Sockets;

namespace Maas.SystemTests;

/// <summary>Watches of one connection, which the test has in its hand: it can close it, or leave it as one whose machine is gone.</summary>
internal sealed class RawWatches : IDisposable
{
    // A request of no fields: a flag and a length.
    private static readonly byte[] Request = new byte[5];

    private readonly HttpMessageInvoker _http;
    private readonly List<HttpResponseMessage> _responses = [];
    private FrozenStream? _connection;

    private RawWatches() => _http = new HttpMessageInvoker(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return _connection = new FrozenStream(new NetworkStream(socket, ownsSocket: true));
        },
    });

    public static async Task<RawWatches> BeginAsync(Uri address, int count)
    {
        var watches = new RawWatches();
        for (var i = 0; i < count; i++)
        {
            watches._responses.Add(await watches.PostAsync(new Uri(address, "/maas.v1.WatchService/Watch")));
        }

        return watches;
    }

    public void Freeze() => _connection!.Freeze();

    public void Close() => _connection!.Dispose();

    public void Dispose()
    {
        Close();
        _responses.ForEach(response => response.Dispose());
        _http.Dispose();
    }

    private async Task<HttpResponseMessage> PostAsync(Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Request) { Headers = { ContentType = new("application/grpc") } },
        };
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
