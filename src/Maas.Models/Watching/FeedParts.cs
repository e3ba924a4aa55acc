using System.Diagnostics.CodeAnalysis;

namespace Maas.Models.Watching;

// What all readers of a feed share.
[SuppressMessage("Design", "CA2213", Justification = "The source has neither timer nor handle, and readers may still ask for its token.")]
internal sealed class FeedParts<T>(IModelStore store, TimeProvider clock, ChangeFeedOptions options, Func<ModelChange, T> render) : IDisposable
    where T : class
{
    private readonly CancellationTokenSource _stopping = new();
    private long _oldest;

    public TimeProvider Clock => clock;

    public ChangeFeedOptions Options => options;

    public Func<ModelChange, T> Render => render;

    public ChangeRing<T> Ring { get; } = new(options.KeptChanges, options.KeptCharacters);

    public ReaderTurns Turns { get; } = new(clock, options);

    public LogPages Pages { get; } = new(store, options);

    public CancellationToken Stopping => _stopping.Token;

    // The oldest revision that the log keeps, as far as was seen.
    public long Oldest => Volatile.Read(ref _oldest);

    public void See(ChangePage page) => Volatile.Write(ref _oldest, Math.Max(_oldest, page.Oldest));

    public Task StopAsync() => _stopping.CancelAsync();

    public void Dispose()
    {
        Turns.Dispose();
    }
}
