using System.Buffers;
using Google.Protobuf;
using Maas.Contract;
using Kept = Maas.Grpc.Load.Protos.Kept;

namespace Maas.Grpc.Load.Serving;

/// <summary>What a call's messages alone allocate: the request read, the reply made by the service, and written.</summary>
internal static class MessageCost
{
    private const int Calls = 10_000;

    private static readonly ArrayBufferWriter<byte> Written = new(ModelCall.List.Response.Length);

    public static double Of(ServerVariant variant, ModelCall call)
    {
        if (variant == ServerVariant.Floor)
        {
            return 0;
        }

        var exchange = Exchange(variant, call);
        Repeat(exchange, call);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(exchange, call);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Calls;
    }

    private static void Repeat(Action<ReadOnlySequence<byte>> exchange, ModelCall call)
    {
        var request = new ReadOnlySequence<byte>(call.Request.AsMemory(Framing.PrefixSize));
        for (var done = 0; done < Calls; done++)
        {
            exchange(request);
        }
    }

    private static Action<ReadOnlySequence<byte>> Exchange(ServerVariant variant, ModelCall call)
    {
        var stock = new StockModels();
        var kept = new KeptModels();
        return (variant, call == ModelCall.Get) switch
        {
            (ServerVariant.Stock, true) => body => Write(stock.GetModel(GetModelRequest.Parser.ParseFrom(body), null!).Result),
            (ServerVariant.Stock, false) => body => Write(stock.ListModels(ListModelsRequest.Parser.ParseFrom(body), null!).Result),
            (_, true) => body => Write(kept.GetModel(Kept.GetModelRequest.Parser.ParseFrom(body), null!).Result),
            (_, false) => body => Write(kept.ListModels(Kept.ListModelsRequest.Parser.ParseFrom(body), null!).Result),
        };
    }

    private static void Write(IMessage message)
    {
        Written.ResetWrittenCount();
        message.WriteTo(Written);
    }
}
