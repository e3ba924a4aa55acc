using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Maas.Hosting;

/// <summary>What every service can be told at its start.</summary>
public record ServiceSettings : IValidatableObject
{
    /// <summary>The address to listen on: an IP address, or <c>localhost</c>. Default 127.0.0.1.</summary>
    [Description("The IP address to listen on.")]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>
    /// Says that anyone who reaches <see cref="Host"/> may do anything, since there is no authentication yet. Default false.
    /// </summary>
    [Description("Listen off loopback although no caller is authenticated: anyone who reaches the address may do anything.")]
    public bool AllowAnonymousRemoteAccess { get; init; }

    /// <summary>Host names, beside localhost and loopback addresses, under which this service is called. Default none.</summary>
    [Description("A host name, beside localhost, under which HTTP callers may address this service; may be repeated.")]
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The largest gRPC message that is received or sent, in bytes. Default 4 MiB; 64 KiB to 256 MiB.</summary>
    [Description("The largest gRPC message that is received or sent, in bytes; the same for gateway and registry.")]
    [Range(65_536, 268_435_456, ErrorMessage = "must be between 65536 and 268435456")]
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a gRPC connection may be silent before it is pinged. Default 10 s; 1 s to 1 hour.</summary>
    [Description("How long a gRPC connection, the gateway's to the registry or any to the registry, may be silent before it is pinged.")]
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "must be between 1s and 1h")]
    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a ping may go unanswered before its connection is given up. Default 20 s; 1 s to 1 hour.</summary>
    [Description("How long such a ping may go unanswered before its connection is given up, and the calls on it with it.")]
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "must be between 1s and 1h")]
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long calls in flight may take to finish once the service was told to stop. Default 30 s; 0 to 10 minutes.</summary>
    [Description("How long calls in flight may take to finish after Ctrl-C or SIGTERM.")]
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ErrorMessage = "must be between 0s and 10m")]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How log lines are written. Default <see cref="LogFormat.Auto"/>.</summary>
    [Description("How log lines are written to standard error; auto is text on a terminal and JSON elsewhere.")]
    public LogFormat LogFormat { get; init; } = LogFormat.Auto;

    /// <summary>The least severe level that is logged. Default <see cref="LogLevel.Information"/>.</summary>
    [Description("The least severe log level that is written.")]
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary><see cref="Host"/> as an address; localhost is 127.0.0.1.</summary>
    internal IPAddress? Address => Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(Host, out var address) ? address : null;

    /// <summary>
    /// Whether a request was addressed to this service: to localhost, a loopback address, the address that it came to, or one of
    /// <see cref="AllowedHosts"/>, with its port or for any. With a name of its own that leads here (DNS rebinding), a web page
    /// elsewhere would pass as this service's own; an address cannot be made to lead elsewhere.
    /// </summary>
    /// <param name="host">The request's Host.</param>
    /// <param name="local">The address that the request came to.</param>
    public bool Answers(HostString host, IPAddress? local) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host, out var address) && (IPAddress.IsLoopback(address) || Equals(Plain(address), Plain(local))))
        || AllowedHosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase)
        || AllowedHosts.Contains(host.Value, StringComparer.OrdinalIgnoreCase);

    // A socket for all addresses of both versions shows those of version 4 as mapped into version 6.
    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is null)
        {
            yield return new ValidationResult($"must be an IP address or localhost, not '{Host}'", [nameof(Host)]);
        }
        else if (!IPAddress.IsLoopback(Address) && !AllowAnonymousRemoteAccess)
        {
            yield return new ValidationResult(
                $"{Host} can be reached from other machines, and no caller is authenticated yet; "
                + "listen on 127.0.0.1, or add --allow-anonymous-remote-access to let anyone in",
                [nameof(Host)]);
        }
    }
}
