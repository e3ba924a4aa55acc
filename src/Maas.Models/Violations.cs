using System.Collections.Immutable;

namespace Maas.Models;

// Collects what is wrong with a request. Errors travel in HTTP/2 trailers, which clients in C refuse above 8 KiB: a field
// gets a few violations and a count of the rest, which are neither described nor kept.
internal sealed class Violations
{
    private const int MostPerField = 3;

    private readonly List<FieldFaults> _fields = [];

    public void Add(string field, string fault) => Add(field, fault, static fault => fault);

    // For what there may be many of: only the first few are described.
    public void Add<T>(string field, T fault, Func<T, string> describe)
    {
        var faults = Of(field);
        if (faults.Count++ < MostPerField)
        {
            faults.Described.Add(describe(fault));
        }
    }

    public void ThrowIfAny()
    {
        if (_fields.Count > 0)
        {
            ImmutableArray<FieldViolation> violations = [.. _fields.SelectMany(Shown)];
            throw new RegistryException(RegistryErrorCode.Invalid, Message(violations)) { Violations = violations };
        }
    }

    // A request has a few fields: going through them is as quick as looking them up.
    private FieldFaults Of(string field)
    {
        var faults = _fields.Find(faults => faults.Name == field);
        if (faults is null)
        {
            faults = new FieldFaults(field);
            _fields.Add(faults);
        }

        return faults;
    }

    private static IEnumerable<FieldViolation> Shown(FieldFaults faults)
    {
        foreach (var fault in faults.Described)
        {
            yield return new FieldViolation(faults.Name, fault);
        }

        if (faults.Count > MostPerField)
        {
            yield return new FieldViolation(faults.Name, $"has {faults.Count - MostPerField} more such faults");
        }
    }

    private static string Message(ImmutableArray<FieldViolation> violations)
    {
        var shown = string.Join("; ", violations.Take(MostPerField).Select(violation => $"{violation.Field}: {violation.Description}"));
        return violations.Length > MostPerField ? $"{shown}; and {violations.Length - MostPerField} more" : shown;
    }

    private sealed class FieldFaults(string name)
    {
        public string Name => name;

        public List<string> Described { get; } = [];

        public int Count { get; set; }
    }
}
