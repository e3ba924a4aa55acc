using System.Buffers;
using Maas.ApiGateway.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Maas.ApiGateway.Json;

/// <summary>Takes a request's body as JSON in UTF-8, or refuses it.</summary>
internal sealed class JsonBodyReader(ApiGatewaySettings settings)
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the body into a message.</summary>
    /// <returns>The keys that the body has.</returns>
    /// <exception cref="RequestRefusedException">The body is not what the shape allows; every fault is named.</exception>
    public async Task<IReadOnlyList<string>> ReadAsync<T>(
        HttpRequest request, JsonShape<T> shape, T into, CancellationToken cancellationToken)
    {
        RefuseOtherMediaTypes(request);
        var bytes = await ReadBytesAsync(request, cancellationToken);
        var violations = new Violations();
        var present = shape.Read(WithoutByteOrderMark(bytes.Span), into, violations);
        violations.ThrowIfAny();
        return present;
    }

    private async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        RefuseOverLimit(request.ContentLength ?? 0);
        var bytes = new ArrayBufferWriter<byte>();
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellationToken);
            foreach (var segment in result.Buffer)
            {
                bytes.Write(segment.Span);
            }

            request.BodyReader.AdvanceTo(result.Buffer.End);
            RefuseOverLimit(bytes.WrittenCount);
            if (result.IsCompleted)
            {
                return bytes.WrittenMemory;
            }
        }
    }

    private void RefuseOverLimit(long length)
    {
        if (length > settings.MaxBodyBytes)
        {
            throw RequestRefusedException.TooLarge(settings.MaxBodyBytes);
        }
    }

    // A request without a body needs no type to say so: it is refused as an empty one.
    private static void RefuseOtherMediaTypes(HttpRequest request)
    {
        var hasType = request.Headers.ContainsKey(HeaderNames.ContentType);
        var hasBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
        if ((hasType || hasBody) && (!IsJson(request.ContentType) || IsEncoded(request)))
        {
            throw RequestRefusedException.UnsupportedMediaType();
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset == "\"utf-8\"");

    private static bool IsEncoded(HttpRequest request) =>
        request.Headers.ContentEncoding is { Count: > 0 } encodings
        && !encodings.All(encoding => string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase));

    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;
}
