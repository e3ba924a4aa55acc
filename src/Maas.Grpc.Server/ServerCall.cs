using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Maas.Grpc.Protocol;
using Maas.Grpc.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.Grpc.Server;

/// <summary>
/// A call as its handler sees it. What costs something is made when it is asked for: metadata, the token, the deadline's timer.
/// </summary>
internal abstract class ServerCall(ServerMethod method, HttpContext http) : ServerCallContext
{
    // CANCEL (RFC 9113, section 7).
    private const int CancelStream = 8;

    private static readonly Failure TimeoutMalformed =
        Failure.Of(StatusCode.Internal, ErrorReason.TimeoutMalformed, "The header grpc-timeout is malformed.");

    private static readonly AuthContext Unauthenticated = new(null, []);

    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private Status _status;
    private TimeSpan? _timeout;
    private long _startedAt;
    private DateTime? _deadline;
    private CallDeadline? _watch;
    private Lock? _gate;
    private Task _headersWritten = Task.CompletedTask;
    private bool _repliesBegun;
    private bool _compresses;
    private int _answered;

    public ServerSettings Settings { get; } = method.Settings;

    public HttpContext Http { get; } = http;

    /// <summary>Whether the last request message that was read had been compressed.</summary>
    internal bool IsRequestCompressed { get; private protected set; }

    /// <summary>Held by whoever touches the response while another thread may: a stream's writer, its end, and the deadline.</summary>
    public Lock Gate => _gate ?? Interlocked.CompareExchange(ref _gate, new Lock(), null) ?? _gate;

    /// <summary>Whether the call was answered, by its handler's outcome or by the deadline.</summary>
    public bool HasAnswered => Volatile.Read(ref _answered) != 0;

    protected override string MethodCore => method.Path;

    protected override string HostCore => Http.Request.Host.Value ?? "";

    protected override string PeerCore => Http.Connection.RemoteIpAddress is { } address
        ? $"{(address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4")}:{new IPEndPoint(address, Http.Connection.RemotePort)}"
        : "unknown";

    protected override DateTime DeadlineCore => _deadline ??= FindDeadline();

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadRequestHeaders();

    protected override CancellationToken CancellationTokenCore => _timeout is null ? Http.RequestAborted : Watch().Token;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore
    {
        get => _status;
        set => _status = value;
    }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore =>
        Http.Connection.ClientCertificate is { } certificate ? ClientCertificate.Describe(certificate) : Unauthenticated;

    /// <summary>What the client is told; OK until something else is.</summary>
    public StatusCode AnsweredWith { get; private set; }

    /// <summary>What observes the call; null while nobody listens.</summary>
    public ObservedCall? Observed { get; set; }

    /// <summary>Whether the request's messages may be compressed with gzip.</summary>
    public bool IsRequestGzip { get; private set; }

    /// <summary>What a stream's writer waits for: the client, when it does not read as fast as the handler writes.</summary>
    public Task PendingWrite { get; set; } = Task.CompletedTask;

    /// <summary>Whether the response has messages, sent or waiting to be.</summary>
    protected bool HasReplies { private get; set; }

    /// <summary>Whether the next message is compressed.</summary>
    protected bool CompressesNext => _compresses && WriteOptions?.Flags.HasFlag(WriteFlags.NoCompress) != true;

    /// <summary>Serves the call to its end.</summary>
    public abstract Task RunAsync();

    /// <summary>
    /// Sends the deadline's status and ends the reply. Without the handler's trailers: it still runs, and may be adding one.
    /// </summary>
    public async Task AnswerDeadlineAsync()
    {
        Settings.Log.DeadlineExceeded(Method);
        await _headersWritten;
        if (!PendingWrite.IsCompleted)
        {
            // The client does not read, so a status behind what it has not read would not reach it either.
            AnsweredWith = StatusCode.DeadlineExceeded;
            ResetStream();
            return;
        }

        WriteFailure(Failure.DeadlinePassed, null);
        await Http.Response.CompleteAsync();
    }

    /// <summary>Ends the call's stream at once, without a status.</summary>
    public void ResetStream() => Http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(CancelStream);

    /// <summary>Takes the right to answer, which is given once: to the handler's outcome or to the deadline.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _answered, 1) == 0;

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        new ServedCallPropagationToken(this, options ?? ContextPropagationOptions.Default);

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        ArmDeadline();

        // The deadline answers from a timer's thread: whoever is first to touch the response is done before the other begins.
        lock (Gate)
        {
            return HasAnswered ? throw new CallEndedException() : _headersWritten = StartResponseAsync(responseHeaders);
        }
    }

    /// <summary>Reads what the head says about the call. A failure is what it is to be answered with.</summary>
    protected Failure? Begin()
    {
        var headers = Http.Request.Headers;
        if (headers.GrpcEncoding is { Count: > 0 } encoding)
        {
            if (!MessageEncoding.IsKnown(encoding.ToString()))
            {
                Http.Response.Headers.GrpcAcceptEncoding = MessageEncoding.Accepted;
                return Failure.Of(StatusCode.Unimplemented, ErrorReason.EncodingUnknown, $"The server does not know the encoding '{encoding}'.");
            }

            IsRequestGzip = encoding == MessageEncoding.Gzip;
        }

        TimeSpan? asked = null;
        if (headers.GrpcTimeout is { Count: > 0 } text)
        {
            if (!GrpcTimeout.TryParse(text.ToString(), out var parsed))
            {
                return TimeoutMalformed;
            }

            asked = parsed;
        }

        return BeginDeadline(Settings.TimeoutFor(method.Type, asked));
    }

    /// <summary>Starts the deadline's timer, for a call that has something to wait for.</summary>
    /// <returns>Cancelled with the deadline; never without one.</returns>
    public CancellationToken ArmDeadline() => _timeout is null ? CancellationToken.None : Watch().Token;

    /// <summary>Writes the head of a reply that has messages, unless that was done; it is sent with the first of them.</summary>
    protected void BeginReplies()
    {
        if (!_repliesBegun)
        {
            BeginReplies(null);
        }
    }

    /// <summary>Answers a request that is not served, and takes in what is left of it.</summary>
    protected async Task RefuseAsync(Failure failure)
    {
        Settings.Log.RequestRefused(Method, failure.Status);
        if (TryClaim())
        {
            WriteFailure(failure);
        }

        await EndAsync();
        await RefusedRequest.EndAsync(Http, Settings.Clock);
    }

    /// <summary>Lets the request's body be longer than Kestrel allows by itself.</summary>
    protected void LiftBodyLimit()
    {
        if (Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
    }

    /// <summary>Writes a reply's success into the trailers.</summary>
    protected void WriteSuccess() => ReplyHead.WriteSuccess(Trailers(), _responseTrailers);

    /// <summary>Writes a failure and the trailers that the handler or an interceptor set.</summary>
    protected void WriteFailure(Failure failure) => WriteFailure(failure, _responseTrailers);

    private IHeaderDictionary Trailers() => Http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;

    /// <summary>
    /// Ends the call's watch and its observation. When the deadline has answered in the handler's place, waits until it is done.
    /// </summary>
    protected Task EndAsync()
    {
        var answered = _watch?.EndAsync() ?? Task.CompletedTask;
        return Observed is null ? answered : EndAsync(answered, Observed);
    }

    private async Task EndAsync(Task answered, ObservedCall observed)
    {
        await answered;
        observed.End(AnsweredWith);
    }

    /// <summary>Writes a failure: into the trailers if the head has gone, otherwise into the head.</summary>
    private void WriteFailure(Failure failure, Metadata? set)
    {
        AnsweredWith = failure.Status.StatusCode;
        var trailers = failure.TrailersWith(set, Settings.ErrorDomain);
        if (HasReplies || Http.Response.HasStarted || Http.Features.Get<WebReply>() is not null)
        {
            ReplyHead.WriteStatus(Trailers(), failure.Status, trailers);
        }
        else
        {
            ReplyHead.WriteTrailersOnly(Http.Response, failure.Status, trailers);
        }
    }

    private Failure? BeginDeadline(TimeSpan? timeout)
    {
        if (timeout is null)
        {
            return null;
        }

        _timeout = timeout;
        _startedAt = Settings.Clock.GetTimestamp();
        return timeout > TimeSpan.Zero ? null : Failure.DeadlinePassed;
    }

    private TimeSpan Remaining() => _timeout!.Value - Settings.Clock.GetElapsedTime(_startedAt);

    private DateTime FindDeadline()
    {
        if (_timeout is null)
        {
            return DateTime.MaxValue;
        }

        var now = Settings.Clock.GetUtcNow().UtcDateTime;
        var remaining = Remaining();
        return remaining < DateTime.MaxValue - now ? now + remaining : DateTime.MaxValue;
    }

    /// <summary>The watch, which is made once although a handler's threads and its continuation may ask at the same time.</summary>
    private CallDeadline Watch()
    {
        if (_watch is { } existing)
        {
            return existing;
        }

        var made = new CallDeadline(this);
        if (Interlocked.CompareExchange(ref _watch, made, null) is { } first)
        {
            return first;
        }

        // A call is claimed before its watch is ended: so either whoever ends it finds the one published above, or it is claimed
        // here already, and there is nothing left to watch.
        if (!HasAnswered)
        {
            made.Start(Remaining());
        }

        return made;
    }

    private Task<FlushResult> StartResponseAsync(Metadata headers)
    {
        if (_repliesBegun)
        {
            throw new InvalidOperationException("The response headers have been sent.");
        }

        BeginReplies(headers);

        // StartAsync would make the headers final, and leave them where they are until something else is sent.
        return Http.Response.BodyWriter.FlushAsync().AsTask();
    }

    private void BeginReplies(Metadata? headers)
    {
        var asked = headers?.GetValue(ReservedHeaders.EncodingRequest) ?? Settings.ReplyEncoding;
        if (!MessageEncoding.IsKnown(asked))
        {
            throw new InvalidOperationException($"There is no encoding '{asked}' to compress replies with.");
        }

        _repliesBegun = true;
        _compresses = asked == MessageEncoding.Gzip
            && MessageEncoding.IsAccepted(MessageEncoding.Gzip, Http.Request.Headers.GrpcAcceptEncoding.ToString());
        ReplyHead.Write(Http.Response, headers);
        if (_compresses)
        {
            Http.Response.Headers.GrpcEncoding = MessageEncoding.Gzip;
        }
    }

    private Metadata ReadRequestHeaders()
    {
        var metadata = new Metadata();
        foreach (var (name, values) in Http.Request.Headers)
        {
            foreach (var value in values)
            {
                MetadataReader.Add(metadata, name, value ?? "");
            }
        }

        return metadata;
    }
}
