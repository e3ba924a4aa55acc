using Grpc.AspNetCore.Server;
using Maas.Grpc.Protocol;
using Microsoft.Extensions.Options;

namespace Maas.Grpc.Server;

/// <summary>Holds the options to the bounds that their documentation names.</summary>
internal sealed class GrpcServiceOptionsValidator : IValidateOptions<GrpcServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, GrpcServiceOptions options)
    {
        List<string> faults = [];
        Check(options.MaxReceiveMessageSize is null or >= 0, "MaxReceiveMessageSize is negative");
        Check(options.MaxSendMessageSize is null or >= 0, "MaxSendMessageSize is negative");
        Check(options.DefaultDeadline is null || options.DefaultDeadline > TimeSpan.Zero, "DefaultDeadline is not above zero");
        Check(options.MaximumDeadline is null || options.MaximumDeadline > TimeSpan.Zero, "MaximumDeadline is not above zero");
        Check(options.ErrorDomain is null or not "", "ErrorDomain is empty");
        Check(MessageEncoding.IsKnown(options.ResponseCompressionAlgorithm ?? MessageEncoding.Identity), "ResponseCompressionAlgorithm is neither gzip nor identity");
        Check(options.ResponseCompressionLevel is not { } level || Enum.IsDefined(level), "ResponseCompressionLevel is no compression level");
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add($"{nameof(GrpcServiceOptions)}: {fault}.");
            }
        }
    }
}
