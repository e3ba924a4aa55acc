namespace Maas.Models.Watching;

// A change of the log, and what it is to the host: made when it is asked for first, and the same for all readers.
internal sealed class LoggedChange<T>(ModelChange change, Func<ModelChange, T> render)
    where T : class
{
    // What a change takes beside its model's text.
    private const int Overhead = 300;

    private T? _rendered;

    public ModelChange Change { get; } = change;

    public int Characters { get; } = CharactersOf(change);

    public T Rendered => _rendered ?? Interlocked.CompareExchange(ref _rendered, render(Change), null) ?? _rendered;

    private static int CharactersOf(ModelChange change)
    {
        var model = change.Model;
        var length = Overhead + model.Name.Length + model.Version.Length + model.Description.Length + model.StoragePath.Length
            + model.DockerImage.Length + model.Checksum.Length + model.OwnerId.Length + model.TenantId.Length
            + change.Actor.Length + change.RequestId.Length;
        foreach (var tag in model.Tags)
        {
            length += tag.Length;
        }

        foreach (var (key, value) in model.Metadata)
        {
            length += key.Length + value.Length;
        }

        return length;
    }
}
