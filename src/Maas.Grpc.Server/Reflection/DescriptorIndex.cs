using Google.Protobuf.Reflection;

namespace Maas.Grpc.Server;

/// <summary>The .proto files that services are written in and all that these import, by what they declare.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = [];

    public DescriptorIndex(IReadOnlyList<ServiceDescriptor> services)
    {
        Services = [.. services.Select(service => service.FullName).Order(StringComparer.Ordinal)];
        foreach (var service in services)
        {
            Add(service.File);
        }
    }

    /// <summary>The services' names, sorted.</summary>
    public IReadOnlyList<string> Services { get; }

    public FileDescriptor? FindFile(string name) => _files.GetValueOrDefault(name);

    /// <summary>The file that declares a service, method, message, field, oneof, enum, enum value or extension.</summary>
    public FileDescriptor? FindSymbol(string fullName) => _symbols.GetValueOrDefault(fullName);

    /// <summary>The files that extend a message, by the extensions' numbers in their order; null for a message that is not known.</summary>
    public IReadOnlyDictionary<int, FileDescriptor>? FindExtensions(string message) => _extensions.GetValueOrDefault(message);

    private void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (var imported in file.Dependencies)
        {
            Add(imported);
        }

        foreach (var service in file.Services)
        {
            AddSymbols(file, [service, .. service.Methods]);
        }

        AddScope(file, file.Package, file.MessageTypes, file.EnumTypes, file.Extensions);
    }

    private void AddScope(
        FileDescriptor file, string scope, IEnumerable<MessageDescriptor> messages, IEnumerable<EnumDescriptor> enums, ExtensionCollection extensions)
    {
        foreach (var message in messages)
        {
            AddSymbols(file, [message, .. message.Fields.InDeclarationOrder(), .. message.Oneofs]);
            _extensions.TryAdd(message.FullName, []);
            AddScope(file, message.FullName, message.NestedTypes, message.EnumTypes, message.Extensions);
        }

        foreach (var type in enums)
        {
            AddSymbols(file, [type]);
            foreach (var value in type.Values)
            {
                // In protobuf an enum's values are its siblings; the library's own FullName makes them its children.
                _symbols.TryAdd(scope.Length == 0 ? value.Name : $"{scope}.{value.Name}", file);
            }
        }

        foreach (var extension in extensions.UnorderedExtensions)
        {
            AddExtension(file, extension);
        }
    }

    private void AddExtension(FileDescriptor file, FieldDescriptor extension)
    {
        AddSymbols(file, [extension]);
        if (!_extensions.TryGetValue(extension.ExtendeeType.FullName, out var numbers))
        {
            _extensions.Add(extension.ExtendeeType.FullName, numbers = []);
        }

        numbers.TryAdd(extension.FieldNumber, file);
    }

    private void AddSymbols(FileDescriptor file, IEnumerable<IDescriptor> declared)
    {
        foreach (var descriptor in declared)
        {
            _symbols.TryAdd(descriptor.FullName, file);
        }
    }
}
