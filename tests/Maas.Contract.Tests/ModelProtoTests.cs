using System.Globalization;
using Google.Protobuf.Reflection;

namespace Maas.Contract.Tests;

public class ModelProtoTests
{
    private static readonly FileDescriptor Proto = ModelReflection.Descriptor;

    public static TheoryData<string> Messages => new(Proto.MessageTypes.Select(message => message.Name));

    [Fact]
    public void Service_HasTheContractsRpcs()
    {
        var service = Proto.Services.ShouldHaveSingleItem();

        service.FullName.ShouldBe("model.ModelService");
        service.Methods.Select(method => $"{method.Name} {method.InputType.Name} {method.OutputType.Name}").ShouldBe(ContractTable.Rpcs);
        service.Methods.ShouldAllBe(method => !method.IsClientStreaming && !method.IsServerStreaming);
        ContractTable.Rpcs.Count.ShouldBe(10);
    }

    [Fact]
    public void Messages_AreTheContractsMessages() =>
        Proto.MessageTypes.Select(message => message.Name).Order().ShouldBe(ContractTable.Fields.Select(message => message.Key).Order());

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_HasTheContractsFields(string name) =>
        Proto.MessageTypes.Single(message => message.Name == name).Fields.InFieldNumberOrder().Select(Describe).Order()
            .ShouldBe(ContractTable.Fields[name].Order());

    [Fact]
    public void Proto_ImportsOnlyGoogleProtobuf() =>
        Proto.Dependencies.ShouldAllBe(file => file.Name.StartsWith("google/protobuf/", StringComparison.Ordinal));

    private static string Describe(FieldDescriptor field) =>
        string.Create(CultureInfo.InvariantCulture, $"{field.Name}={field.FieldNumber} {TypeOf(field)}");

    private static string TypeOf(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            var entry = field.MessageType.Fields.InFieldNumberOrder();
            return $"map<{TypeOf(entry[0])},{TypeOf(entry[1])}>";
        }

        var single = field.FieldType != FieldType.Message
            ? field.FieldType.ToString().ToLowerInvariant()
            : field.MessageType.FullName switch
            {
                "google.protobuf.Timestamp" => "Timestamp",
                "model.Model" => "Model",
                var other => other,
            };
        return field.IsRepeated ? $"repeated {single}" : single;
    }
}
