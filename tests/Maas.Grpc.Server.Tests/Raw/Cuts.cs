namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Where the bytes of a connection are cut on their way to the reader: each piece is one read of its own.</summary>
internal sealed class Cuts
{
    private readonly Queue<int> _pieces = new();
    private int _left;

    /// <summary>The length of every piece; none when 0.</summary>
    public int Every { get; init; }

    /// <summary>Cuts what comes next into pieces of these lengths; what comes after them is not cut.</summary>
    public void Next(params ReadOnlySpan<int> lengths)
    {
        lock (_pieces)
        {
            foreach (var length in lengths)
            {
                _pieces.Enqueue(length);
            }
        }
    }

    /// <summary>How many bytes the next read may have, at most.</summary>
    public int Most(int wanted)
    {
        lock (_pieces)
        {
            if (_left == 0 && !_pieces.TryDequeue(out _left))
            {
                _left = Every;
            }

            return _left == 0 ? wanted : Math.Min(_left, wanted);
        }
    }

    public void Took(int count)
    {
        lock (_pieces)
        {
            _left = Math.Max(_left - count, 0);
        }
    }
}
