using Google.Protobuf;
using Maas.Contract;

namespace Maas.History.Driving;

/// <summary>What clients of ours make again by themselves where a connection is lost.</summary>
internal static class SafeToRepeat
{
    public static bool Is(IMessage request) => request is
        GetModelRequest or ListModelsRequest or GetModelMetadataRequest
        or CreateModelRequest { RequestId.Length: > 0 }
        or AddModelTagsRequest { Etag.Length: 0 }
        or RemoveModelTagsRequest { Etag.Length: 0 };
}
