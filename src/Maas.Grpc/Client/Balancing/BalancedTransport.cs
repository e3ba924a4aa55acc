using System.Net.Security;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;

namespace Maas.Grpc.Client.Balancing;

/// <summary>The transport to the addresses that a resolver finds.</summary>
internal sealed class BalancedTransport : IClientTransport
{
    private readonly Lock _lock = new();
    private readonly GrpcChannelOptions _options;
    private readonly SslClientAuthenticationOptions? _tls;
    private readonly IBalancingPolicy _policy;
    private readonly Resolution _resolution;
    private Subchannel[] _subchannels = [];
    private Status? _unresolved;
    private Picture _picture = Picture.Idle;
    private bool _isAwake;
    private bool _isDisposed;
    private int _turn = Random.Shared.Next();

    /// <param name="resolver">Finds the addresses; is disposed with this.</param>
    /// <param name="policy">Chooses among them.</param>
    /// <param name="tls">The options of TLS; null for none.</param>
    /// <param name="options">The channel's.</param>
    public BalancedTransport(Resolver resolver, IBalancingPolicy policy, SslClientAuthenticationOptions? tls, GrpcChannelOptions options)
    {
        _options = options;
        _tls = tls;
        _policy = policy;
        _resolution = new Resolution(resolver, options, Resolved);
    }

    public ConnectivityState State => Now.State;

    private Picture Now => Volatile.Read(ref _picture);

    public async Task<ITransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        long? begun = null;
        while (true)
        {
            var subchannel = Pick(Now);
            while (subchannel is null)
            {
                begun ??= _options.TimeProvider.GetTimestamp();
                subchannel = await PickLaterAsync(request.WaitsForReady, cancellationToken).ConfigureAwait(false);
            }

            var sent = begun is { } since ? request.After(_options.TimeProvider.GetElapsedTime(since)) : request;
            try
            {
                return await subchannel.SendAsync(sent, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && IsUnsent(error, subchannel))
            {
                begun ??= _options.TimeProvider.GetTimestamp();
            }
        }
    }

    /// <summary>Connects, and ends when there is a connection.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        while (Pick(Now) is null)
        {
            await PickLaterAsync(waitsForReady: true, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends when the state is another.</summary>
    public async Task WaitForStateChangedAsync(ConnectivityState last, CancellationToken cancellationToken)
    {
        for (var picture = Now; picture.State == last; picture = Now)
        {
            await picture.Changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            Array.ForEach(_subchannels, subchannel => subchannel.Shutdown());
            Rearrange();
        }

        _resolution.Dispose();
    }

    private Subchannel? Pick(Picture picture)
    {
        var ready = picture.Ready;
        return ready.Length switch
        {
            0 => null,
            1 => ready[0],
            _ => ready[(int)((uint)Interlocked.Increment(ref _turn) % (uint)ready.Length)],
        };
    }

    /// <summary>Waits for a change where it makes sense, and picks then; null when there is nothing yet.</summary>
    /// <exception cref="RpcException">There is no connection, and the call does not wait for one.</exception>
    private async Task<Subchannel?> PickLaterAsync(bool waitsForReady, CancellationToken cancellationToken)
    {
        var picture = Now;
        switch (picture.State)
        {
            case ConnectivityState.Ready:
                return Pick(picture);
            case ConnectivityState.Idle:
                WakeApart();
                return null;
            case ConnectivityState.TransientFailure when !waitsForReady:
                throw ClientStatus.Failure(picture.Failure.StatusCode, picture.Failure.Detail, picture.Failure.DebugException);
            case ConnectivityState.Shutdown:
                throw new ObjectDisposedException(nameof(GrpcChannel));
            default:
                await picture.Changed.WaitAsync(cancellationToken).ConfigureAwait(false);
                return null;
        }
    }

    /// <summary>Wakes it without the call's execution context, which everything that begins here would keep beyond the call.</summary>
    private void WakeApart()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            Wake();
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            Wake();
        }
    }

    private void Wake()
    {
        bool isFirst;
        lock (_lock)
        {
            isFirst = !_isAwake;
            _isAwake = true;
            _policy.Wake();
            Rearrange();
        }

        if (isFirst)
        {
            _resolution.Start();
        }
    }

    private bool IsUnsent(Exception error, Subchannel subchannel) =>
        ConnectFailedException.IsCauseOf(error) ||
        (error is ObjectDisposedException && subchannel.State == ConnectivityState.Shutdown && Now.State != ConnectivityState.Shutdown);

    private void Resolved(ResolverResult result)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            if (result.Addresses is { } addresses)
            {
                _unresolved = null;
                Replace(addresses);
            }
            else
            {
                _unresolved = result.Status;
            }

            Rearrange();
        }
    }

    private void Replace(IReadOnlyList<BalancerAddress> addresses)
    {
        List<Subchannel> next = [];
        foreach (var address in addresses)
        {
            if (!next.Exists(subchannel => subchannel.Address.IsSameAs(address)))
            {
                next.Add(Array.Find(_subchannels, subchannel => subchannel.Address.IsSameAs(address)) ?? Make(address));
            }
        }

        foreach (var gone in _subchannels.Except(next))
        {
            gone.Shutdown();
        }

        _subchannels = [.. next];
    }

    private Subchannel Make(BalancerAddress address) =>
        new(address, new Dialer(address, _tls, _options.ConnectTimeout, _options.TimeProvider), _options, _lock, Changed);

    private void Changed(Subchannel subchannel)
    {
        if (_isDisposed || subchannel.State == ConnectivityState.Shutdown)
        {
            return;
        }

        Rearrange();
        if (subchannel.State != ConnectivityState.Ready)
        {
            _resolution.Refresh();
        }
    }

    private void Rearrange()
    {
        var last = _picture;
        Volatile.Write(ref _picture, Arrange());
        last.Replaced();
    }

    private Picture Arrange() => this switch
    {
        { _isDisposed: true } => Picture.Shutdown,
        { _subchannels.Length: > 0 } => _policy.Arrange(_subchannels),
        { _unresolved: { } failure } => Picture.Failed(failure),
        { _isAwake: true } => Picture.Connecting,
        _ => Picture.Idle,
    };
}
