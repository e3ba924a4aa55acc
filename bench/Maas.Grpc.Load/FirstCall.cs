using Maas.Grpc.Load.Calling;

namespace Maas.Grpc.Load;

/// <summary>Shows that a server answers what the others do, byte for byte and with a status of OK, before it is measured.</summary>
internal static class FirstCall
{
    public static async Task CheckAsync(string address, ModelCall call)
    {
        using var http = BareExchange.Connect();
        using var request = BareExchange.Post(new Uri(address + call.Path), new ByteArrayContent(call.Request));
        using var response = await http.SendAsync(request, CancellationToken.None);
        using var body = await response.Content.ReadAsStreamAsync();
        var reply = new byte[call.Response.Length];
        await body.ReadExactlyAsync(reply);
        BareExchange.Check(await BareExchange.ReadToEndAsync(response, body, new byte[1]), 0);
        if (!reply.AsSpan().SequenceEqual(call.Response))
        {
            throw new InvalidDataException($"{address}{call.Path} answers other bytes.");
        }
    }
}
