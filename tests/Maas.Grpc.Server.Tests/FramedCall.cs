using System.Buffers;
using System.IO.Compression;
using Google.Protobuf;
using Maas.Grpc.Protocol;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server.Tests;

/// <summary>A call as a server sees it that reads and writes frame by frame, and does nothing by itself.</summary>
internal sealed class FramedCall(HttpContext http)
{
    public HttpContext Http { get; } = http;

    public static byte[] Message(string text) => new Words { Text = text }.ToByteArray();

    public static byte[] Frame(string text) => RawClient.Frame(0, (uint)Message(text).Length, Message(text));

    public static byte[] Gzip(byte[] message)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(message);
        }

        return compressed.ToArray();
    }

    public static byte[] GzipFrame(byte[] message)
    {
        var compressed = Gzip(message);
        return RawClient.Frame(1, (uint)compressed.Length, compressed);
    }

    /// <summary>Sends the head.</summary>
    public Task StartAsync()
    {
        Http.Response.ContentType = "application/grpc";
        return Http.Response.StartAsync();
    }

    /// <summary>The flag and the bytes of the next message; null at the end of the requests.</summary>
    public async Task<(byte Flag, byte[] Message)?> ReadFrameAsync()
    {
        var reader = Http.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync();
            var bytes = result.Buffer;
            if (MessageFrame.TryRead(bytes) is { } frame && bytes.Length >= MessageFrame.PrefixSize + frame.Length)
            {
                var message = bytes.Slice(MessageFrame.PrefixSize, frame.Length).ToArray();
                reader.AdvanceTo(bytes.GetPosition(MessageFrame.PrefixSize + frame.Length));
                return (frame.Flag, message);
            }

            reader.AdvanceTo(bytes.Start, bytes.End);
            if (result.IsCompleted)
            {
                bytes.IsEmpty.ShouldBeTrue();
                return null;
            }
        }
    }

    /// <summary>The text of the next message; null at the end of the requests.</summary>
    public async Task<string?> ReadAsync() => await ReadFrameAsync() is { } frame ? Words.Parser.ParseFrom(frame.Message).Text : null;

    public Task WriteAsync(string text) => WriteAsync(Frame(text));

    public async Task WriteAsync(byte[] bytes) => await Http.Response.Body.WriteAsync(bytes);

    public void End(int status, string? message = null)
    {
        Http.Response.AppendTrailer("grpc-status", status.ToString());
        if (message is not null)
        {
            Http.Response.AppendTrailer("grpc-message", message);
        }
    }

    /// <summary>Ends when the client has given the call up.</summary>
    public async Task WaitForAbortAsync()
    {
        var aborted = new TaskCompletionSource();
        await using var registration = Http.RequestAborted.Register(aborted.SetResult);
        await aborted.Task.Bounded();
    }
}
