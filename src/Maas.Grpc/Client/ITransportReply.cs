using Grpc.Core;

namespace Maas.Grpc.Client;

/// <summary>A reply whose head has come. Heads and trailers stay readable after it was disposed.</summary>
internal interface ITransportReply : IDisposable
{
    int HttpStatus { get; }

    string? ContentType { get; }

    /// <summary>The length of all names and values of the head.</summary>
    int HeadLength { get; }

    /// <summary>The length of all names and values of the trailers, once the body has been read to its end.</summary>
    int TrailersLength { get; }

    /// <summary>A header of the head, or null.</summary>
    string? Header(string name);

    /// <summary>A trailer, or null; there are none before the body has been read to its end.</summary>
    string? Trailer(string name);

    Metadata ReadHeaders();

    Metadata ReadTrailers();

    /// <summary>Reads some of the body; 0 at its end.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Takes in why the call failed after its head, since that may be of use to others.</summary>
    void Failed(Exception error);
}
