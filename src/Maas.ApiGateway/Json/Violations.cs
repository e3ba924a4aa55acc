using Maas.ApiGateway.Errors;

namespace Maas.ApiGateway.Json;

/// <summary>What is wrong with a request, by the name of the field at fault as the caller wrote it.</summary>
internal sealed class Violations
{
    // An answer stays small, whatever the request was made of.
    private const int MaxFields = 100;
    private const int MaxMessages = 20;
    private const int MaxTextLength = 200;

    private readonly Dictionary<string, List<string>> _messages = new(StringComparer.Ordinal);

    public bool Any => _messages.Count > 0;

    public void Add(string field, string message)
    {
        var name = Cut(field);
        if (!_messages.TryGetValue(name, out var messages) && _messages.Count < MaxFields)
        {
            _messages.Add(name, messages = []);
        }

        if (messages?.Count < MaxMessages)
        {
            messages.Add(Cut(message));
        }
    }

    public void ThrowIfAny()
    {
        if (Any)
        {
            throw RequestRefusedException.Invalid(ToErrors());
        }
    }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> ToErrors() =>
        _messages.ToDictionary(pair => pair.Key, IReadOnlyList<string> (pair) => pair.Value, StringComparer.Ordinal);

    private static string Cut(string text) => text.Length > MaxTextLength ? $"{text.AsSpan(0, MaxTextLength)}…" : text;
}
