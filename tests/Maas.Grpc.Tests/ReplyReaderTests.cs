using Grpc.Core;
using Maas.Grpc.Client;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Tests;

public class ReplyReaderTests
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(message => message, message => message);

    private static readonly byte[][] Messages = [[1], [], [2, 3, 4], Enumerable.Repeat((byte)5, 300).ToArray(), [6]];

    private static IEnumerable<string> Texts => Messages.Select(Convert.ToHexString);

    private static byte[] Body =>
    [
        .. Plain(Messages[0]),
        .. Plain(Messages[1]),
        .. Plain(Messages[2]),
        .. GzipMessage.ToFrame(Messages[3], System.IO.Compression.CompressionLevel.Fastest).Span,
        .. Plain(Messages[4]),
    ];

    [Fact]
    public async Task ReadAsync_OfABodySplitAnywhere_FindsItsMessages()
    {
        var body = Body;
        for (var split = 0; split <= body.Length; split++)
        {
            using var reply = new PiecewiseReply([body[..split], body[split..]]);

            (await ReadAllAsync(reply)).ShouldBe(Texts, $"split at {split}");
        }
    }

    [Fact]
    public async Task ReadAsync_OfSingleBytes_FindsItsMessages()
    {
        using var reply = new PiecewiseReply([.. Body.Select(value => (byte[])[value])]);

        (await ReadAllAsync(reply)).ShouldBe(Texts);
    }

    [Fact]
    public async Task ReadAsync_OfABodyCutAnywhere_FailsBetweenItsMessagesOnly()
    {
        var body = Body;
        int[] ends = [0, .. Ends()];
        for (var cut = 0; cut <= body.Length; cut++)
        {
            using var reply = new PiecewiseReply([body[..cut]]);
            if (ends.Contains(cut))
            {
                (await ReadAllAsync(reply)).ShouldBe(Texts.Take(Array.IndexOf(ends, cut)), $"cut at {cut}");
            }
            else
            {
                (await Should.ThrowAsync<RpcException>(() => ReadAllAsync(reply))).StatusCode.ShouldBe(StatusCode.Internal, $"cut at {cut}");
            }
        }

        static IEnumerable<int> Ends()
        {
            var end = 0;
            foreach (var message in Messages)
            {
                var length = message.Length == 300 ? GzipMessage.ToFrame(message, System.IO.Compression.CompressionLevel.Fastest).Length : 5 + message.Length;
                yield return end += length;
            }
        }
    }

    [Fact]
    public async Task ReadAsync_BeyondTheLimit_NeedsThePrefixOnly()
    {
        using var reply = new PiecewiseReply([[0, 0, 0, 0, 4]]);
        using var reader = new ReplyReader(reply, 3);

        var failure = await Should.ThrowAsync<RpcException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        reply.LargestRoom.ShouldBeLessThan(10_000);
    }

    [Fact]
    public async Task ReadAsync_OfALengthThatLies_MakesNoRoomForAllOfIt()
    {
        using var reply = new PiecewiseReply([[0, 0x7F, 0, 0, 0], [1]]);
        using var reader = new ReplyReader(reply, int.MaxValue);

        await Should.ThrowAsync<RpcException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));

        reply.LargestRoom.ShouldBeLessThan(3_000_000);
    }

    [Fact]
    public async Task ReadAsync_AfterALongMessage_ReadsIntoASmallBufferAgain()
    {
        var large = new byte[500_000];
        using var reply = new PiecewiseReply([Plain(large), Plain([1]), Plain([2])]);
        using var reader = new ReplyReader(reply, int.MaxValue);

        (await reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        reader.Deserialize(Bytes).Length.ShouldBe(large.Length);
        reader.Release();
        reply.LargestRoom = 0;
        (await reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();

        reader.Deserialize(Bytes).ShouldBe([1]);
        reply.LargestRoom.ShouldBeInRange(1, 64 * 1024);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4091)]
    [InlineData(4092)]
    [InlineData(100_000)]
    public async Task ReadSingleAsync_OfAMessageOfAnyLength_SeesItsEndAndWhatIsTooMuch(int length)
    {
        var message = new byte[length];
        using var exact = new PiecewiseReply([Plain(message)]);
        using var tooMuch = new PiecewiseReply([Plain(message), [0]]);
        using var joined = new PiecewiseReply([[.. Plain(message), 0]]);

        (await ReadOneAsync(exact)).Length.ShouldBe(length);
        (await Should.ThrowAsync<RpcException>(() => ReadOneAsync(tooMuch))).StatusCode.ShouldBe(StatusCode.Unimplemented);
        (await Should.ThrowAsync<RpcException>(() => ReadOneAsync(joined))).StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task ReadSingleAsync_OfNothing_IsFalse()
    {
        using var reply = new PiecewiseReply([]);
        using var reader = new ReplyReader(reply, int.MaxValue);

        (await reader.ReadSingleAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Fact]
    public async Task DrainAsync_KeepsTheMessagesToBeRead()
    {
        using var reply = new PiecewiseReply([.. Body.Chunk(7)]);
        using var reader = new ReplyReader(reply, int.MaxValue);
        List<string> messages = [];
        (await reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        messages.Add(Convert.ToHexString(reader.Deserialize(Bytes)));
        reader.Release();

        await reader.DrainAsync(TestContext.Current.CancellationToken);

        reader.IsEmptied.ShouldBeFalse();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            messages.Add(Convert.ToHexString(reader.Deserialize(Bytes)));
            reader.Release();
        }

        messages.ShouldBe(Texts);
        reader.IsEmptied.ShouldBeTrue();
    }

    private static byte[] Plain(byte[] message)
    {
        var frame = new byte[MessageFrame.PrefixSize + message.Length];
        MessageFrame.WritePlain(frame, message.Length);
        message.CopyTo(frame, MessageFrame.PrefixSize);
        return frame;
    }

    private static async Task<List<string>> ReadAllAsync(PiecewiseReply reply)
    {
        using var reader = new ReplyReader(reply, int.MaxValue);
        List<string> messages = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            messages.Add(Convert.ToHexString(reader.Deserialize(Bytes)));
            reader.Release();
        }

        return messages;
    }

    private static async Task<byte[]> ReadOneAsync(PiecewiseReply reply)
    {
        using var reader = new ReplyReader(reply, int.MaxValue);
        (await reader.ReadSingleAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        return reader.Deserialize(Bytes);
    }
}
