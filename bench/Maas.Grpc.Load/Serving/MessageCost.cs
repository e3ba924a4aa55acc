using System.Buffers;
using Google.Protobuf;
using Kept = Maas.Grpc.Load.Protos.Kept;
using Maas.Bench.Driving;
using Maas.Bench.Measuring;
using Maas.Contract;

namespace Maas.Grpc.Load.Serving;

/// <summary>What a call's messages alone allocate: the request read, the reply made by the service, and written.</summary>
internal static class MessageCost
{
    private static readonly ArrayBufferWriter<byte> Written = new(ModelCall.List.Response.Length);

    public static double Of(ServerVariant variant, ModelCall call)
    {
        if (variant == ServerVariant.Floor)
        {
            return 0;
        }

        var request = new ReadOnlySequence<byte>(call.Request.AsMemory(Framing.PrefixSize));
        var stock = new StockModels();
        var kept = new KeptModels();
        return Allocation.Of((variant, call == ModelCall.Get) switch
        {
            (ServerVariant.Stock, true) => () => Write(stock.GetModel(GetModelRequest.Parser.ParseFrom(request), null!).Result),
            (ServerVariant.Stock, false) => () => Write(stock.ListModels(ListModelsRequest.Parser.ParseFrom(request), null!).Result),
            (_, true) => () => Write(kept.GetModel(Kept.GetModelRequest.Parser.ParseFrom(request), null!).Result),
            (_, false) => () => Write(kept.ListModels(Kept.ListModelsRequest.Parser.ParseFrom(request), null!).Result),
        });
    }

    private static void Write(IMessage message)
    {
        Written.ResetWrittenCount();
        message.WriteTo(Written);
    }
}
