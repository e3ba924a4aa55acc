using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Maas.Contract;
using Maas.Models;

namespace Maas.SystemTests;

/// <summary>Errors of the registry, read by our own client: what the readers in Peers do.</summary>
internal sealed class OwnErrorReader(Uri address, string modelId, string staleEtag)
{
    private const string UnknownId = "01900000-0000-7000-8000-000000000000";
    private const int OverTheLimit = (4 * 1024 * 1024) + 1;

    private static readonly EnumDescriptor Codes = CodeReflection.Descriptor.EnumTypes.Single();

    public async Task<ErrorReport[]> ReadAsync()
    {
        // The client has a limit of its own, which is for the server to find here.
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxSendMessageSize = null });
        var models = new ModelService.ModelServiceClient(channel);
        var wrong = new CreateModelRequest { Framework = "中文", Tags = { "" }, Size = -1 };
        var large = new CreateModelRequest { Name = "large", Version = "1", Framework = "onnx", Description = new string('d', OverTheLimit) };
        var stale = new UpdateModelRequest { Id = modelId, Description = "late", Etag = staleEtag };
        return
        [
            await ReportAsync("malformed id", options => models.GetModelAsync(new GetModelRequest { Id = "not-a-uuid" }, options)),
            await ReportAsync("wrong fields", options => models.CreateModelAsync(wrong, options)),
            await ReportAsync("stale etag", options => models.UpdateModelAsync(stale, options)),
            await ReportAsync("unknown id", options => models.GetModelAsync(new GetModelRequest { Id = UnknownId }, options)),
            await ReportAsync("unknown method", options => CallNothing(channel, options)),
            await ReportAsync("request too large", options => models.CreateModelAsync(large, options)),
        ];
    }

    private static AsyncUnaryCall<byte[]> CallNothing(GrpcChannel channel, CallOptions options)
    {
        var bytes = Marshallers.Create<byte[]>(value => value, value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "model.ModelService", "Nothing", bytes, bytes);
        return channel.CreateCallInvoker().AsyncUnaryCall(method, null, options, []);
    }

    private static async Task<ErrorReport> ReportAsync<TReply>(string name, Func<CallOptions, AsyncUnaryCall<TReply>> call)
    {
        var options = new CallOptions(
            deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(20), cancellationToken: TestContext.Current.CancellationToken);
        var error = await Should.ThrowAsync<RpcException>(async () => await call(options), name);

        var status = error.GetRpcStatus().ShouldNotBeNull(name);
        var info = status.GetDetail<ErrorInfo>().ShouldNotBeNull(name);
        return new ErrorReport(
            name,
            Codes.FindValueByNumber((int)error.StatusCode).Name,
            error.Status.Detail,
            status.Code,
            status.Message,
            [.. status.Details.Select(detail => detail.TypeUrl.Split('/')[^1])],
            info.Type,
            info.Domain,
            [.. (status.GetDetail<BadRequest>()?.FieldViolations ?? []).Select(violation => new FieldViolation(violation.Field, violation.Description))],
            [
                .. (status.GetDetail<PreconditionFailure>()?.Violations ?? [])
                    .Select(violation => new FailedPrecondition(violation.Type, violation.Subject, violation.Description)),
            ]);
    }
}
