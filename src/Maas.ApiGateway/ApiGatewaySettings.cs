using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Maas.Client;
using Maas.Hosting;

namespace Maas.ApiGateway;

/// <summary>What the API gateway can be told at its start.</summary>
public sealed record ApiGatewaySettings : ServiceSettings
{
    /// <summary>The port of the REST API. Default 8000; 0 takes a free one.</summary>
    [Description("The port of the REST API; 0 takes a free one.")]
    [Range(0, 65535, ErrorMessage = "must be between 0 and 65535")]
    public int HttpPort { get; init; } = 8000;

    /// <summary>A second port, with all that the first has, by HTTP/2. Default none; 0 takes a free one.</summary>
    [Description("A second port that serves the same by HTTP/2 without TLS (prior knowledge); none unless given, 0 takes a free one.")]
    [Range(0, 65535, ErrorMessage = "must be between 0 and 65535")]
    public int? Http2Port { get; init; }

    /// <summary>Where the model registry takes gRPC calls, see <see cref="RegistryAddresses"/>. Default <c>http://127.0.0.1:9090</c>.</summary>
    [Description("Where the model registry takes gRPC calls; repeated for each replica, or dns:///host:port for all addresses of a name.")]
    [RegistryAddresses]
    public IReadOnlyList<string> Registry { get; init; } = ["http://127.0.0.1:9090"];

    /// <summary>How long a request may wait for the registry; a caller's shorter Grpc-Timeout wins. Default 5 s; 1 ms to 1 hour.</summary>
    [Description("How long a request may wait for the registry; a caller's shorter Grpc-Timeout wins.")]
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00", ErrorMessage = "must be between 1ms and 1h")]
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long connecting to the registry may take before it counts as unavailable. Default 800 ms; 10 ms to 1 minute.</summary>
    [Description("How long connecting to the registry may take before it counts as unavailable.")]
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ErrorMessage = "must be between 10ms and 1m")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>The largest request body of REST in bytes. Default 1 MiB; 1 KiB to 4 MiB, what a gRPC message may carry.</summary>
    [Description("The largest request body of REST in bytes; a message of gRPC-Web has --max-message-bytes.")]
    [Range(1024, 4 * 1024 * 1024, ErrorMessage = "must be between 1024 and 4194304")]
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Origins, beside the gateway's own, whose pages may read answers (CORS) and send changing requests: scheme, host and port,
    /// such as <c>https://console.example</c>. Default none.
    /// </summary>
    [Description("An origin, such as https://console.example, whose web pages may read answers and send changing requests; may be repeated.")]
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var fault in base.Validate(validationContext))
        {
            yield return fault;
        }

        if (Http2Port == HttpPort && HttpPort != 0)
        {
            yield return new ValidationResult("must differ from --http-port", [nameof(Http2Port)]);
        }

        foreach (var origin in AllowedOrigins.Where(origin => !Security.Origin.TryParse(origin, out _)))
        {
            yield return new ValidationResult(
                $"must be a scheme, host and port, such as https://console.example, not '{origin}'", [nameof(AllowedOrigins)]);
        }
    }
}
