using System.CommandLine;
using Grpc.Core;
using Maas.Client;
using Maas.Contract.V1;

namespace Maas.Cli;

/// <summary><c>maas change-log</c>: what the registry's change log holds, and its compaction.</summary>
internal static class ChangeLogCommand
{
    // Of one call; a longer compaction goes on with the next one.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    public static Command Create()
    {
        var registry = new Option<string[]>("--registry")
        {
            Description = "Where the registry takes gRPC calls; may be repeated for its replicas.",
            DefaultValueFactory = _ => ["http://127.0.0.1:9090"],
        };
        registry.Validators.Add(result =>
        {
            if (RegistryAddresses.FaultOf(result.GetValueOrDefault<string[]>() ?? []) is { } fault)
            {
                result.AddError($"--registry: {fault}");
            }
        });

        var show = new Command("show", "Print the newest revision and the oldest one that is kept.") { registry };
        show.SetAction((parsed, cancellationToken) => CallAsync(
            parsed, parsed.GetValue(registry)!, admin => ShowAsync(admin, parsed.InvocationConfiguration.Output, cancellationToken)));

        var revision = new Argument<long>("revision") { Description = "The oldest revision to keep." };
        var compact = new Command(
            "compact", "Replace the change log before a revision by a snapshot at it. Nobody can watch from before it any more; models stay as they are.")
        {
            revision,
            registry,
        };
        compact.SetAction((parsed, cancellationToken) => CallAsync(
            parsed,
            parsed.GetValue(registry)!,
            admin => CompactAsync(admin, parsed.GetValue(revision), parsed.InvocationConfiguration.Output, cancellationToken)));

        return new Command("change-log", "Look at the registry's change log, and compact it.") { show, compact };
    }

    private static async Task ShowAsync(AdminService.AdminServiceClient admin, TextWriter output, CancellationToken cancellationToken)
    {
        var log = await ReadAsync(admin, cancellationToken);
        await output.WriteLineAsync($"newest  {log.NewestRevision}{Environment.NewLine}oldest  {log.OldestRevision}");
    }

    private static async Task CompactAsync(
        AdminService.AdminServiceClient admin, long revision, TextWriter output, CancellationToken cancellationToken)
    {
        var oldest = (await ReadAsync(admin, cancellationToken)).OldestRevision;
        while (true)
        {
            try
            {
                var request = new CompactChangeLogRequest { Revision = revision };
                var reply = await admin.CompactChangeLogAsync(request, Options(cancellationToken)).ResponseAsync;
                await output.WriteLineAsync($"oldest  {reply.OldestRevision}");
                return;
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.DeadlineExceeded)
            {
                var reached = (await ReadAsync(admin, cancellationToken)).OldestRevision;
                if (reached == oldest)
                {
                    throw;
                }

                oldest = reached;
                await output.WriteLineAsync($"compacted up to {oldest} so far");
            }
        }
    }

    private static async Task<GetChangeLogResponse> ReadAsync(AdminService.AdminServiceClient admin, CancellationToken cancellationToken) =>
        await admin.GetChangeLogAsync(new GetChangeLogRequest(), Options(cancellationToken)).ResponseAsync;

    private static CallOptions Options(CancellationToken cancellationToken) =>
        new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + CallTimeout, cancellationToken: cancellationToken);

    private static async Task<int> CallAsync(ParseResult parsed, string[] addresses, Func<AdminService.AdminServiceClient, Task> call)
    {
        using var channel = RegistryChannel.ForAddress(addresses);
        try
        {
            await call(new AdminService.AdminServiceClient(channel.CreateCallInvoker()));
            return 0;
        }
        catch (RpcException error)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"maas: {error.Status.Detail} ({error.StatusCode})");
            return 1;
        }
    }
}
