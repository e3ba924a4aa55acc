using System.Diagnostics;
using System.Threading.Channels;

namespace Maas.Grpc.Server.Tests;

/// <summary>The spans of the calls to one server, of either side, as they end.</summary>
internal sealed class Spans : IDisposable
{
    private readonly Channel<Activity> _ended = Channel.CreateUnbounded<Activity>();
    private readonly ActivityListener _listener;

    /// <summary>Listens to a source; other tests' calls are told apart by their port.</summary>
    public Spans(string sourceName, int port)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == sourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.GetTagItem("server.port") is int of && of == port)
                {
                    _ended.Writer.TryWrite(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Task<Activity> NextAsync() => _ended.Reader.ReadAsync().AsTask().Bounded();

    public void Dispose() => _listener.Dispose();
}
