using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Maas.Contract.V1;
using Maas.ModelRegistry.Watching;
using Maas.Models;
using Maas.Models.Watching;

namespace Maas.ModelRegistry.Tests;

public class WatchMethodTests
{
    private static readonly DateTimeOffset Then = DateTimeOffset.UnixEpoch.AddYears(56);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 7)]
    [InlineData(1, 1)]
    [InlineData(3, long.MaxValue)]
    public void Serialize_ABatch_IsTheMessageByteForByte(int count, long revision)
    {
        ModelChange[] changes = [.. Enumerable.Range(1, count).Select(Change)];
        var context = new WrittenMessage();

        WatchMethod.Instance.ResponseMarshaller.ContextualSerializer(
            new WatchBatch<EncodedChange>(revision, [.. changes.Select(EncodedChange.Of)]), context);

        var message = new WatchResponse { Revision = revision, Changes = { changes.Select(change => change.ToMessage()) } };
        context.Length.ShouldBe(message.CalculateSize());
        context.Bytes.ShouldBe(message.ToByteArray());
        context.IsComplete.ShouldBeTrue();
    }

    private static ModelChange Change(int revision) => new()
    {
        Revision = revision,
        Time = Then,
        Actor = "anna",
        RequestId = "r",
        Kind = ChangeKind.Created,
        Model = new RegisteredModel
        {
            Id = new ModelId(Guid.CreateVersion7(Then)), TenantId = "t", OwnerId = "o", Name = "bert", Version = "1", Framework = "onnx",
            Status = ModelStatus.Pending, Tags = ["a", "b"], Etag = "e", CreatedAt = Then, UpdatedAt = Then,
        },
    };

    private sealed class WrittenMessage : SerializationContext
    {
        private readonly ArrayBufferWriter<byte> _writer = new();

        public int Length { get; private set; }

        public bool IsComplete { get; private set; }

        public byte[] Bytes => _writer.WrittenSpan.ToArray();

        public override void SetPayloadLength(int payloadLength) => Length = payloadLength;

        public override IBufferWriter<byte> GetBufferWriter() => _writer;

        public override void Complete() => IsComplete = true;
    }
}
