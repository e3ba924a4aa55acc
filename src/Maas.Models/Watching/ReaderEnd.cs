namespace Maas.Models.Watching;

// Why a reader ends.
internal enum ReaderEnd
{
    None,

    // The ring has gone past it.
    Overtaken,

    // The feed stops.
    Stopped,
}
