using System.Reflection;
using System.Runtime.CompilerServices;

namespace Maas.Testing;

/// <summary>Writes down what an assembly offers, a line for each member, for a test to compare with an approved text.</summary>
public static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Describes an assembly, without what generators wrote.</summary>
    public static string Describe(Assembly assembly, Func<Type, bool>? leaveOut = null)
    {
        var types = assembly.GetTypes()
            .Where(type => IsOffered(type) && !type.IsDefined(typeof(CompilerGeneratedAttribute)) && leaveOut?.Invoke(type) != true)
            .OrderBy(type => type.ToString(), StringComparer.Ordinal);
        return string.Join("\n\n", types.Select(Describe)) + "\n";
    }

    private static string Describe(Type type)
    {
        var members = type.IsSubclassOf(typeof(Delegate)) ? [Signature(type.GetMethod("Invoke")!)]
            : type.IsEnum ? Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}")
            : type.GetMembers(Declared).Where(IsOffered).Select(Line).Order(StringComparer.Ordinal);
        return string.Join("\n    ", members.Prepend($"{Kind(type)} {Name(type)}{Bases(type)}"));
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        if (type.IsEnum || type.IsSubclassOf(typeof(Delegate)))
        {
            return "";
        }

        var bases = type.GetInterfaces().Where(face => face.IsPublic).Select(Name).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            bases.Insert(0, Name(parent));
        }

        return bases.Count == 0 ? "" : " : " + string.Join(", ", bases);
    }

    private static bool IsOffered(Type type) =>
        type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsOffered(type.DeclaringType!));

    private static bool IsOffered(MemberInfo member) => member switch
    {
        MethodBase method => IsOffered(method) && !(method is MethodInfo && method.IsSpecialName),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsOffered),
        FieldInfo field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName,
        EventInfo => true,
        _ => false,
    };

    private static bool IsOffered(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Line(MemberInfo member) => member switch
    {
        MethodInfo method => $"{Access(method)}{Modifiers(method)}{Signature(method)}",
        ConstructorInfo made => $"{Access(made)}ctor({Parameters(made)})",
        PropertyInfo property => Line(property),
        FieldInfo { IsLiteral: true } constant => $"const {Name(constant.FieldType)} {constant.Name} = {constant.GetRawConstantValue()}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
        _ => member.ToString()!,
    };

    private static string Line(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsOffered).ToList();
        var first = accessors[0];
        var index = property.GetIndexParameters() is { Length: > 0 } indices ? $"[{string.Join(", ", indices.Select(Parameter))}]" : "";
        var verbs = string.Join(" ", accessors.Select(accessor => accessor.ReturnType == typeof(void) ? "set;" : "get;"));
        return $"{Access(first)}{Modifiers(first)}{Name(property.PropertyType)} {property.Name}{index} {{ {verbs} }}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method) =>
        method.IsStatic ? "static "
        : method.DeclaringType!.IsInterface ? ""
        : method.IsAbstract ? "abstract "
        : method.GetBaseDefinition() != method ? "override "
        : method is { IsVirtual: true, IsFinal: false } ? "virtual "
        : "";

    private static string Signature(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        var extended = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Name(method.ReturnType)} {method.Name}{generic}({extended}{Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter) =>
        $"{(parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = …" : "")}";

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        var outer = type.DeclaringType is { } declaring ? Name(declaring).Split('<')[0] + "." : type.Namespace is null ? "" : type.Namespace + ".";
        var name = outer + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
