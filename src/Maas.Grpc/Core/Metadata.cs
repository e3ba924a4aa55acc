using System.Collections;
using System.Text;
using Maas.Grpc.Protocol;

namespace Grpc.Core;

/// <summary>
/// Key-value pairs that travel beside the messages. Keys are lower case and may repeat; a key that ends in <c>-bin</c> has
/// bytes as its value, any other printable ASCII (grpc/grpc <c>doc/PROTOCOL-HTTP2.md</c>, Custom-Metadata).
/// </summary>
public sealed class Metadata : IList<Metadata.Entry>
{
    /// <summary>The ending of keys whose values are bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>No metadata; read-only.</summary>
    public static readonly Metadata Empty = new(isReadOnly: true);

    private readonly List<Entry> _entries = [];

    /// <summary>Empty metadata to add to.</summary>
    public Metadata()
        : this(isReadOnly: false)
    {
    }

    private Metadata(bool isReadOnly) => IsReadOnly = isReadOnly;

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether changes are refused, as for <see cref="Empty"/>.</summary>
    public bool IsReadOnly { get; }

    /// <summary>The entry at a position.</summary>
    /// <param name="index">The position, from 0.</param>
    public Entry this[int index]
    {
        get => _entries[index];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfReadOnly();
            _entries[index] = value;
        }
    }

    /// <summary>The last entry of a key.</summary>
    /// <param name="key">The key, in any case.</param>
    /// <returns>The entry, or null.</returns>
    public Entry? Get(string key) => _entries.FindLast(entry => entry.HasKey(key));

    /// <summary>The text of a key's last entry.</summary>
    /// <param name="key">The key, in any case.</param>
    /// <returns>The text, or null when there is no such key.</returns>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The bytes of a key's last entry.</summary>
    /// <param name="key">The key, in any case.</param>
    /// <returns>The bytes, or null when there is no such key.</returns>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries of a key, in the order in which they came.</summary>
    /// <param name="key">The key, in any case.</param>
    /// <returns>The entries, which may be none.</returns>
    public IEnumerable<Entry> GetAll(string key) => _entries.Where(entry => entry.HasKey(key));

    /// <summary>Adds a text.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The text: printable ASCII.</param>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Adds bytes.</summary>
    /// <param name="key">The key; it ends in <c>-bin</c>.</param>
    /// <param name="valueBytes">The bytes; copied.</param>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <inheritdoc/>
    public void Add(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ThrowIfReadOnly();
        _entries.Add(item);
    }

    /// <inheritdoc/>
    public void Insert(int index, Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ThrowIfReadOnly();
        _entries.Insert(index, item);
    }

    /// <inheritdoc/>
    public bool Remove(Entry item)
    {
        ThrowIfReadOnly();
        return _entries.Remove(item);
    }

    /// <inheritdoc/>
    public void RemoveAt(int index)
    {
        ThrowIfReadOnly();
        _entries.RemoveAt(index);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        ThrowIfReadOnly();
        _entries.Clear();
    }

    /// <inheritdoc/>
    public bool Contains(Entry item) => _entries.Contains(item);

    /// <inheritdoc/>
    public int IndexOf(Entry item) => _entries.IndexOf(item);

    /// <inheritdoc/>
    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void ThrowIfReadOnly()
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException("This metadata is read-only.");
        }
    }

    /// <summary>A key with its value.</summary>
    public class Entry
    {
        private readonly string? _value;
        private readonly byte[]? _valueBytes;

        /// <summary>An entry of bytes.</summary>
        /// <param name="key">The key; it ends in <c>-bin</c>.</param>
        /// <param name="valueBytes">The bytes; copied.</param>
        /// <exception cref="ArgumentException">The key is malformed or does not end in <c>-bin</c>.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = MetadataKey.Normalize(key);
            IsBinary = true;
            _valueBytes = [.. valueBytes];
            if (!MetadataKey.IsBinary(Key))
            {
                throw new ArgumentException($"The key of a binary value ends in '{BinaryHeaderSuffix}'.", nameof(key));
            }
        }

        /// <summary>An entry of text.</summary>
        /// <param name="key">The key; it does not end in <c>-bin</c>.</param>
        /// <param name="value">The text: printable ASCII.</param>
        /// <exception cref="ArgumentException">
        /// The key is malformed or ends in <c>-bin</c>, or the text has other characters: those go into a <c>-bin</c> entry.
        /// </exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = MetadataKey.Normalize(key);
            _value = value;
            if (MetadataKey.IsBinary(Key))
            {
                throw new ArgumentException($"A key that ends in '{BinaryHeaderSuffix}' takes bytes.", nameof(key));
            }

            if (!MetadataText.IsValid(value))
            {
                throw new ArgumentException($"The value of '{Key}' is not printable ASCII; put it into a '{BinaryHeaderSuffix}' entry.", nameof(value));
            }
        }

        private Entry(string key, string? value, byte[]? valueBytes)
        {
            Key = key;
            IsBinary = valueBytes is not null;
            _value = value;
            _valueBytes = valueBytes;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary { get; }

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The value is bytes.</exception>
        public string Value => _value ?? throw new InvalidOperationException($"The value of '{Key}' is bytes.");

        /// <summary>The value's bytes, copied.</summary>
        public byte[] ValueBytes => _valueBytes is null ? Encoding.ASCII.GetBytes(Value) : [.. _valueBytes];

        internal ReadOnlySpan<byte> RawBytes => _valueBytes;

        /// <summary>The key and the value, for logs.</summary>
        /// <returns>A text such as <c>[Entry: key=k, value=v]</c>.</returns>
        public override string ToString() => IsBinary ? $"[Entry: key={Key}, {_valueBytes!.Length} bytes]" : $"[Entry: key={Key}, value={_value}]";

        /// <summary>An entry as it came from the wire: its key and text are known to be valid.</summary>
        internal static Entry FromWire(string key, string value) => new(key, value, null);

        /// <summary>An entry as it came from the wire; takes over the array.</summary>
        internal static Entry FromWire(string key, byte[] valueBytes) => new(key, null, valueBytes);

        internal bool HasKey(string key) => Key.Equals(key, StringComparison.OrdinalIgnoreCase);
    }
}
