using Grpc.Core;
using Maas.Grpc.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Maas.Grpc.Server;

/// <summary>Writes the heads and trailers of replies.</summary>
internal static class ReplyHead
{
    private static readonly StringValues ContentType = new(GrpcContentType.Value);
    private static readonly StringValues Ok = new("0");

    /// <summary>Announces messages.</summary>
    public static void Write(HttpResponse response, Metadata? headers)
    {
        response.Headers.ContentType = ContentType;
        Append(response.Headers, headers);
    }

    /// <summary>A reply without messages and with its status in the head (PROTOCOL-HTTP2.md, Trailers-Only).</summary>
    public static void WriteTrailersOnly(HttpResponse response, Status status, Metadata? trailers)
    {
        response.Headers.ContentType = ContentType;
        WriteStatus(response.Headers, status, trailers);
    }

    /// <summary>The trailers of a call that succeeded.</summary>
    public static void WriteSuccess(IHeaderDictionary target, Metadata? trailers)
    {
        target.GrpcStatus = Ok;
        Append(target, trailers);
    }

    /// <summary>The trailers of a call that did not.</summary>
    public static void WriteStatus(IHeaderDictionary target, Status status, Metadata? trailers)
    {
        target.GrpcStatus = GrpcStatus.Format(status.StatusCode);
        if (status.Detail.Length > 0)
        {
            target.GrpcMessage = GrpcMessage.Encode(status.Detail);
        }

        Append(target, trailers);
    }

    private static void Append(IHeaderDictionary target, Metadata? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        foreach (var entry in metadata)
        {
            if (MetadataWriter.MayBeSent(entry))
            {
                target.Append(entry.Key, MetadataWriter.Value(entry));
            }
        }
    }
}
