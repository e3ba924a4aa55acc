using Grpc.AspNetCore.HealthChecks;
using Microsoft.Extensions.Options;

namespace Maas.Grpc.Server;

/// <summary>Holds the options to the bounds that their documentation names.</summary>
internal sealed class GrpcHealthChecksOptionsValidator : IValidateOptions<GrpcHealthChecksOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, GrpcHealthChecksOptions options)
    {
        List<string> faults = [];
        Check(options.WatchPeriod, nameof(options.WatchPeriod));
        Check(options.WatchTimeout, nameof(options.WatchTimeout));
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

        void Check(TimeSpan value, string property)
        {
            if (value < Shortest || value > Longest)
            {
                faults.Add($"{nameof(GrpcHealthChecksOptions)}: {property} is not between 100 milliseconds and a day.");
            }
        }
    }
}
