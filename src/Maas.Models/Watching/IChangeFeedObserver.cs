namespace Maas.Models.Watching;

/// <summary>Told what happens to a feed, for logs and measurements; from several threads, and must be quick.</summary>
public interface IChangeFeedObserver
{
    /// <summary>The log cannot be read; told once until it can be again. Readers wait meanwhile.</summary>
    /// <param name="cause">Why.</param>
    void LogLost(Exception cause);

    /// <summary>The log can be read again.</summary>
    void LogFound();

    /// <summary>A reader begins.</summary>
    void ReaderBegan();

    /// <summary>A reader that began has ended, whatever the reason.</summary>
    void ReaderEnded();

    /// <summary>A reader was too slow and is cut off.</summary>
    void ReaderCutOff();
}
