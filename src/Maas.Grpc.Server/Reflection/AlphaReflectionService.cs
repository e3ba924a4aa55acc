using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace Maas.Grpc.Server;

/// <summary>
/// grpc.reflection.v1alpha. Its messages are those of v1, field for field, so its method is bound to v1's types here rather
/// than to its own by the generated base.
/// </summary>
[BindServiceMethod(typeof(AlphaReflectionService), nameof(BindService))]
internal sealed class AlphaReflectionService(ReflectionStreams streams)
{
    private static readonly Method<ServerReflectionRequest, ServerReflectionResponse> Info = new(
        MethodType.DuplexStreaming,
        Descriptor.FullName,
        nameof(ServerReflection.ServerReflectionBase.ServerReflectionInfo),
        MarshallerOf(ServerReflectionRequest.Parser),
        MarshallerOf(ServerReflectionResponse.Parser));

    public static ServiceDescriptor Descriptor => global::Grpc.Reflection.V1Alpha.ServerReflection.Descriptor;

    public static void BindService(ServiceBinderBase binder, AlphaReflectionService service) => binder.AddMethod(Info, service.Serve);

    private Task Serve(
        IAsyncStreamReader<ServerReflectionRequest> requests,
        IServerStreamWriter<ServerReflectionResponse> responses,
        ServerCallContext context) => streams.AnswerAsync(requests, responses);

    private static Marshaller<T> MarshallerOf<T>(MessageParser<T> parser)
        where T : IMessage<T> => Marshallers.Create(
            (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
