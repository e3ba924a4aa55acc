using System.Collections.Immutable;

namespace Maas.Models;

// Collects what is wrong with a request. Errors travel in HTTP/2 trailers, which clients in C refuse above 8 KiB: a field
// gets a few violations and a count of the rest.
internal sealed class Violations
{
    private const int MostPerField = 3;

    private readonly List<string> _fields = [];
    private readonly Dictionary<string, List<string>> _faults = [];

    public void Add(string field, string fault)
    {
        if (!_faults.TryGetValue(field, out var faults))
        {
            _fields.Add(field);
            _faults[field] = faults = [];
        }

        faults.Add(fault);
    }

    public void ThrowIfAny()
    {
        if (_fields.Count > 0)
        {
            ImmutableArray<FieldViolation> violations = [.. _fields.SelectMany(Shown)];
            throw new RegistryException(RegistryErrorCode.Invalid, Message(violations)) { Violations = violations };
        }
    }

    private IEnumerable<FieldViolation> Shown(string field)
    {
        var faults = _faults[field];
        foreach (var fault in faults.Take(MostPerField))
        {
            yield return new FieldViolation(field, fault);
        }

        if (faults.Count > MostPerField)
        {
            yield return new FieldViolation(field, $"has {faults.Count - MostPerField} more such faults");
        }
    }

    private static string Message(ImmutableArray<FieldViolation> violations)
    {
        var shown = string.Join("; ", violations.Take(MostPerField).Select(violation => $"{violation.Field}: {violation.Description}"));
        return violations.Length > MostPerField ? $"{shown}; and {violations.Length - MostPerField} more" : shown;
    }
}
