using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests.Balancing;

/// <summary>Addresses that a test changes, and a resolver of them that tells when it is asked to look again.</summary>
internal sealed class AddressList(params Uri[] addresses) : ResolverFactory
{
    private readonly Uri[] _addresses = addresses;
    private readonly Channel<bool> _refreshes = System.Threading.Channels.Channel.CreateUnbounded<bool>();
    private Action<ResolverResult> _listener = _ => { };

    public override string Name => "list";

    public bool IsDisposed { get; private set; }

    public GrpcChannel Channel(LoadBalancingConfig policy, Action<GrpcChannelOptions>? configure = null)
    {
        var options = new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Insecure,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(20),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(50),
            ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { policy } },
            ServiceProvider = new ServiceCollection().AddSingleton<ResolverFactory>(this).BuildServiceProvider(),
        };
        configure?.Invoke(options);
        return GrpcChannel.ForAddress("list:///models", options);
    }

    public override Resolver Create(ResolverOptions options) => new ListResolver(this);

    public void Change(params Uri[] next) => _listener(Result(next));

    /// <summary>Ends when the channel has asked again, as it does after it noticed that a connection failed or ended.</summary>
    public Task RefreshedAsync() => _refreshes.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Bounded();

    private static ResolverResult Result(Uri[] addresses) =>
        ResolverResult.ForResult([.. addresses.Select(address => new BalancerAddress(address.Host, address.Port))]);

    private sealed class ListResolver(AddressList list) : Resolver
    {
        public override void Start(Action<ResolverResult> listener)
        {
            list._listener = listener;
            listener(Result(list._addresses));
        }

        public override void Refresh() => list._refreshes.Writer.TryWrite(true);

        protected override void Dispose(bool disposing)
        {
            list.IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
