using System.Net;

namespace Maas.Grpc.Interop.Client;

/// <summary>Looks at the bodies of replies as they pass, and reports the compressed flag of each message.</summary>
internal sealed class FlagWatch(Action<bool> report) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        response.Content = new WatchedContent(response.Content, report);
        return response;
    }

    private sealed class WatchedContent : HttpContent
    {
        private readonly HttpContent _inner;
        private readonly Action<bool> _report;

        public WatchedContent(HttpContent inner, Action<bool> report)
        {
            (_inner, _report) = (inner, report);
            foreach (var (name, values) in inner.Headers.NonValidated)
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }

        protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
            new FlagStream(_inner.ReadAsStream(cancellationToken), _report);

        protected override async Task<Stream> CreateContentReadStreamAsync() => new FlagStream(await _inner.ReadAsStreamAsync(), _report);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var body = await CreateContentReadStreamAsync();
            await body.CopyToAsync(stream);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
