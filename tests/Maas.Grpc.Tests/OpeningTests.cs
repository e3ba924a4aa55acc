using Maas.Grpc.Client.Balancing;

namespace Maas.Grpc.Tests;

public class OpeningTests
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private static readonly byte[] Settings = [0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100];

    public static TheoryData<int> Cuts => [.. Enumerable.Range(0, Preface.Length + 5)];

    [Theory]
    [MemberData(nameof(Cuts))]
    public void WithoutPreface_OfBytesInTwoPieces_LeavesWhatFollows(int cut)
    {
        var opening = new Opening();
        byte[] bytes = [.. Preface, 1, 2, 3, 4];

        var first = opening.WithoutPreface(bytes.AsMemory(0, cut), out var isOver);
        var second = opening.WithoutPreface(bytes.AsMemory(cut), out var isOverAtTheEnd);

        first.ToArray().Concat(second.ToArray()).ShouldBe([1, 2, 3, 4]);
        isOver.ShouldBe(cut >= Preface.Length);
        isOverAtTheEnd.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Exchange_WithSettingsInPieces_SaysThePrefaceAndGivesTheReaderAllThatCame(int piece)
    {
        var opening = new Opening();
        using var connection = new ScriptedConnection(opening, Settings.Chunk(piece));

        await opening.ExchangeAsync(connection, TestContext.Current.CancellationToken);
        var watched = new TaskCompletionSource();
        opening.Watch(connection, watched.SetResult);
        await watched.Task;

        List<byte> read = [];
        var buffer = new byte[4];
        while (!opening.IsOver())
        {
            read.AddRange(buffer[..await opening.ReadAsync(buffer, TestContext.Current.CancellationToken)]);
        }

        connection.Written.ShouldBe(Preface);
        read.ShouldBe(Settings);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP/2")]
    [InlineData("short", "closed")]
    [InlineData("", "closed")]
    public async Task Exchange_WithSomethingElse_Fails(string said, string reason)
    {
        var opening = new Opening();
        using var connection = new ScriptedConnection(opening, [System.Text.Encoding.ASCII.GetBytes(said)]);

        var failure = await Should.ThrowAsync<ConnectFailedException>(() => opening.ExchangeAsync(connection, TestContext.Current.CancellationToken));

        failure.Message.ShouldContain(reason);
    }

    private sealed class ScriptedConnection(Opening opening, IEnumerable<byte[]> pieces) : IOpenedConnection
    {
        private readonly Queue<byte[]> _pieces = new(pieces);

        public List<byte> Written { get; } = [];

        public bool IsAlive => true;

        public Opening Opening => opening;

        public Action? Closed { get; set; }

        public ValueTask<int> ReadDirectlyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (!_pieces.TryDequeue(out var piece))
            {
                return new(0);
            }

            piece.CopyTo(buffer);
            return new(piece.Length);
        }

        public ValueTask WriteDirectlyAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            Written.AddRange(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public void Dispose()
        {
        }
    }
}
