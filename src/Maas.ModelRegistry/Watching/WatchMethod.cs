using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Maas.Contract.V1;
using Maas.Models.Watching;

namespace Maas.ModelRegistry.Watching;

/// <summary>maas.v1.WatchService/Watch, whose responses are put together from changes that are encoded already.</summary>
internal static class WatchMethod
{
    public static Method<WatchRequest, WatchBatch<EncodedChange>> Instance { get; } = new(
        MethodType.ServerStreaming,
        WatchService.Descriptor.FullName,
        nameof(WatchService.WatchServiceBase.Watch),
        new Marshaller<WatchRequest>(
            (request, context) => context.Complete(request.ToByteArray()),
            context => WatchRequest.Parser.ParseFrom(context.PayloadAsReadOnlySequence())),
        new Marshaller<WatchBatch<EncodedChange>>(Write, _ => throw new NotSupportedException("A server reads no responses.")));

    private static void Write(WatchBatch<EncodedChange> batch, SerializationContext context)
    {
        // The fields in the order of their numbers, as protobuf writes them.
        var head = new WatchResponse { Revision = batch.Revision };
        var length = head.CalculateSize() + batch.Changes.Sum(change => change.Bytes.Length);
        context.SetPayloadLength(length);
        var writer = context.GetBufferWriter();
        head.WriteTo(writer);
        foreach (var change in batch.Changes)
        {
            writer.Write(change.Bytes);
        }

        context.Complete();
    }
}
