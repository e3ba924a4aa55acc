using System.Buffers;

namespace Maas.Grpc.Tests;

/// <summary>Bytes in pieces.</summary>
internal static class Segments
{
    /// <summary>Cuts bytes into pieces of these lengths, over and over; a length of 0 is an empty piece.</summary>
    public static byte[][] Cut(byte[] bytes, byte[] lengths)
    {
        List<byte[]> pieces = [];
        for (var (at, index) = (0, 0); at < bytes.Length; index++)
        {
            // All of them 0 would never end.
            var length = index < lengths.Length ? lengths[index] : 1 + (index % 7);
            var end = Math.Min(at + length, bytes.Length);
            pieces.Add(bytes[at..end]);
            at = end;
        }

        return [.. pieces];
    }

    public static ReadOnlySequence<byte> Of(params byte[][] pieces)
    {
        if (pieces.Length == 0)
        {
            return default;
        }

        var first = new Segment(pieces[0], null);
        var last = first;
        foreach (var piece in pieces.AsSpan(1))
        {
            last = new Segment(piece, last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] piece, Segment? before)
        {
            Memory = piece;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
