using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Maas.Hosting;
using Maas.Models;

namespace Maas.ModelRegistry;

/// <summary>What the model registry can be told at its start.</summary>
public sealed record ModelRegistrySettings : ServiceSettings
{
    private const string Positive = "must be positive";
    private const string PortRange = "must be between 0 and 65535";

    [Description("The folder that holds the database; it is made where it does not exist.")]
    [Required(ErrorMessage = "must name a folder")]
    public string Data { get; init; } = "./maas-data";

    [Description("The database: an SQLite file, or where a PostgreSQL one is (Host=...;Database=... or postgresql://...); maas.db in --data unless given.")]
    public string Database { get; init; } = "";

    [Description("The port for gRPC (HTTP/2 without TLS); 0 takes a free one and prints it.")]
    [Range(0, 65535, ErrorMessage = PortRange)]
    public int GrpcPort { get; init; } = 9090;

    [Description("The port for probes and metrics (HTTP/1.1); 0 takes a free one and prints it.")]
    [Range(0, 65535, ErrorMessage = PortRange)]
    public int AdminPort { get; init; } = 9091;

    [Description("Calls that one connection may have in flight.")]
    [Range(1, 10_000, ErrorMessage = "must be between 1 and 10000")]
    public int MaxStreamsPerConnection { get; init; } = 100;

    [Description("The headers that one request may have, all together, in bytes: what a client may send as metadata.")]
    [Range(4096, 1_048_576, ErrorMessage = "must be between 4096 and 1048576")]
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    [Description("The deadline of a unary call whose client sets none; streams have none.")]
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00", ErrorMessage = "must be between 100ms and 1h")]
    public TimeSpan DefaultDeadline { get; init; } = TimeSpan.FromSeconds(30);

    [Description("The longest deadline that a unary call gets.")]
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00", ErrorMessage = "must be between 100ms and 1h")]
    public TimeSpan MaxDeadline { get; init; } = TimeSpan.FromMinutes(5);

    [Description("How long a call waits where its maas-revision names one that the database has not come to.")]
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = "must be between 0s and 1m")]
    public TimeSpan MaxRevisionWait { get; init; } = TimeSpan.FromSeconds(2);

    [Description("Let tools read the contract from the registry itself, by gRPC reflection.")]
    public bool Reflection { get; init; } = true;

    [Description("A framework that models may name beside pytorch, tensorflow, onnx, sklearn, xgboost and custom; may be repeated.")]
    public IReadOnlyList<string> Frameworks { get; init; } = [];

    [Description("The longest name, in characters.")]
    [Range(1, int.MaxValue, ErrorMessage = Positive)]
    public int MaxNameLength { get; init; } = Defaults.NameLength;

    [Description("The longest version, in characters.")]
    [Range(1, int.MaxValue, ErrorMessage = Positive)]
    public int MaxVersionLength { get; init; } = Defaults.VersionLength;

    [Description("The longest description, in characters.")]
    [Range(1, int.MaxValue, ErrorMessage = Positive)]
    public int MaxDescriptionLength { get; init; } = Defaults.DescriptionLength;

    [Description("The longest tag, in characters.")]
    [Range(1, int.MaxValue, ErrorMessage = Positive)]
    public int MaxTagLength { get; init; } = Defaults.TagLength;

    [Description("Tags that a model may have.")]
    [Range(1, int.MaxValue, ErrorMessage = Positive)]
    public int MaxTags { get; init; } = Defaults.TagCount;

    [Description("The longest metadata key, in characters.")]
    [Range(1, int.MaxValue, ErrorMessage = Positive)]
    public int MaxMetadataKeyLength { get; init; } = Defaults.MetadataKeyLength;

    [Description("The longest metadata value, in characters.")]
    [Range(1, int.MaxValue, ErrorMessage = Positive)]
    public int MaxMetadataValueLength { get; init; } = Defaults.MetadataValueLength;

    [Description("Metadata entries that a model may have.")]
    [Range(1, int.MaxValue, ErrorMessage = Positive)]
    public int MaxMetadataEntries { get; init; } = Defaults.MetadataCount;

    [Description("The largest model as a gRPC message, in bytes; 100 of them should fit in a message.")]
    [Range(1, int.MaxValue, ErrorMessage = Positive)]
    public int MaxModelBytes { get; init; } = Defaults.MessageBytes;

    private static ModelLimits Defaults { get; } = new();

    /// <summary>The limits of a model that these settings make.</summary>
    internal ModelLimits ToLimits() => Defaults with
    {
        NameLength = MaxNameLength,
        VersionLength = MaxVersionLength,
        DescriptionLength = MaxDescriptionLength,
        TagLength = MaxTagLength,
        TagCount = MaxTags,
        MetadataKeyLength = MaxMetadataKeyLength,
        MetadataValueLength = MaxMetadataValueLength,
        MetadataCount = MaxMetadataEntries,
        MessageBytes = MaxModelBytes,
        AdditionalFrameworks = [.. Frameworks],
    };

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var fault in base.Validate(validationContext))
        {
            yield return fault;
        }

        foreach (var fault in new ModelLimits { AdditionalFrameworks = [.. Frameworks] }.Faults())
        {
            yield return new ValidationResult(fault, [nameof(Frameworks)]);
        }

        if (RegistryDatabase.Fault(Database) is { } databaseFault)
        {
            yield return new ValidationResult(databaseFault, [nameof(Database)]);
        }

        if (GrpcPort == AdminPort && GrpcPort != 0)
        {
            yield return new ValidationResult("must differ from --grpc-port", [nameof(AdminPort)]);
        }

        // A reply carries a page of models, each with a few bytes of framing, and little else.
        if (((long)MaxModelBytes + 8) * Defaults.HighestPageLimit + 1024 > MaxMessageBytes)
        {
            yield return new ValidationResult(
                $"must leave room for {Defaults.HighestPageLimit} models of {MaxModelBytes} bytes", [nameof(MaxMessageBytes)]);
        }
    }
}
