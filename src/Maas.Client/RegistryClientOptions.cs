using System.ComponentModel.DataAnnotations;

namespace Maas.Client;

/// <summary>How a client reaches the model registry and how long it waits for it.</summary>
public sealed class RegistryClientOptions
{
    /// <summary>Where the registry listens, such as <c>http://127.0.0.1:9090</c>. Defaults to that address.</summary>
    /// <remarks>An absolute http or https address without path, query or credentials.</remarks>
    [Required]
    [RegistryAddress]
    public Uri Address { get; set; } = new("http://127.0.0.1:9090");

    /// <summary>Deadline of a call that names none; the shorter one wins where a call does. Defaults to 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long making a connection may take before the registry is unavailable. Defaults to 800 milliseconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Time without traffic after which a connection is pinged. Defaults to 10 seconds, which our own registry accepts.</summary>
    /// <remarks>Other gRPC servers close connections that ping more often than every 5 minutes; take a minute or more there.</remarks>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a ping may go unanswered before its connection is given up. Defaults to 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Largest message accepted or sent, in bytes. Defaults to 4 MiB.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 4 * 1024 * 1024;
}
