using System.Net;

namespace Maas.Grpc.Load.Calling;

/// <summary>A request whose body is written while its reply is read.</summary>
internal sealed class BareDuplex : IDisposable
{
    private readonly OpenContent _content = new();
    private readonly HttpRequestMessage _request;

    public BareDuplex(HttpMessageInvoker http, Uri uri)
    {
        _request = BareExchange.Post(uri, _content);
        Response = http.SendAsync(_request, CancellationToken.None);
    }

    public Task<HttpResponseMessage> Response { get; }

    /// <summary>The stream of the request's body, or what kept the request from being sent.</summary>
    public async Task<Stream> RequestsAsync()
    {
        if (await Task.WhenAny(_content.Opened, Response) == Response && Response.IsFaulted)
        {
            await Response;
        }

        return await _content.Opened;
    }

    public void Complete() => _content.Complete();

    public void Dispose()
    {
        _content.Complete();
        _request.Dispose();
    }

    private sealed class OpenContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Stream> Opened => _opened.Task;

        public void Complete() => _completed.TrySetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _opened.TrySetResult(stream);
            return _completed.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
