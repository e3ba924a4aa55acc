using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>Ends a call whose request was not, or not wholly, read.</summary>
internal static class RefusedRequest
{
    private const int MaxBytes = 64 * 1024;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Sends the reply, then reads the rest of the request if it is short and comes soon. Kestrel resets a stream that it
    /// answered before the request's end and keeps its place for five seconds, so that a client which calls an unknown method
    /// a few hundred times would have its other calls refused with ENHANCE_YOUR_CALM.
    /// </summary>
    public static async Task EndAsync(HttpContext http, TimeProvider clock)
    {
        await http.Response.CompleteAsync();
        using var patience = new CancellationTokenSource(Wait, clock);
        try
        {
            var reader = http.Request.BodyReader;
            for (var read = 0L; read < MaxBytes;)
            {
                var result = await reader.ReadAsync(patience.Token);
                read += result.Buffer.Length;
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The client takes too long or is gone. The call is answered, so nobody is left to tell; Kestrel resets the stream.
        }
    }
}
