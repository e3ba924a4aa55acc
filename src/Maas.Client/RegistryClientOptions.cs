using System.ComponentModel.DataAnnotations;

namespace Maas.Client;

/// <summary>How a client reaches the model registry and how long it waits for it.</summary>
public sealed class RegistryClientOptions
{
    /// <summary>Where the registry listens, see <see cref="RegistryAddresses"/>. Defaults to <c>http://127.0.0.1:9090</c>.</summary>
    [Required]
    [RegistryAddresses]
    public IReadOnlyList<string> Addresses { get; set; } = ["http://127.0.0.1:9090"];

    /// <summary>Deadline of a call that names none; the shorter one wins where a call does. Defaults to 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long making a connection may take before the registry is unavailable. Defaults to 800 milliseconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>
    /// How often a call is made at most, the first time included, where an address cannot be reached or is lost in the middle of
    /// it. Defaults to 4; 1 for never again.
    /// </summary>
    /// <remarks>
    /// Only calls that are safe to make twice are: GetModel, ListModels, GetModelMetadata, CreateModel with a request_id,
    /// AddModelTags and RemoveModelTags without an etag.
    /// </remarks>
    [Range(1, 5)]
    public int MaxAttempts { get; set; } = 4;

    /// <summary>
    /// The wait before a call is made for the second time; it doubles with each further time, up to ten times this, and each is a
    /// fifth more or less by chance. Defaults to 50 milliseconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryBackoff { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Of several addresses, how long one that cannot be reached is left alone at most before it is tried again. Waits begin at
    /// a tenth of a second and grow up to this, a fifth more or less by chance. Defaults to 2 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan MaxReconnectBackoff { get; set; } = TimeSpan.FromSeconds(2);

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
