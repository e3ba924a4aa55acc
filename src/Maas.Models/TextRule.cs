using System.Buffers;
using System.Text;

namespace Maas.Models;

// What text may be, the contract's section 4. Gives what is wrong as the end of a sentence that begins with the field.
internal static class TextRule
{
    public static string? Fault(string text, int shortest, int longest, bool multiline = false)
    {
        var length = 0;
        for (var rest = text.AsSpan(); rest.Length > 0; length++)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) != OperationStatus.Done || rune == Rune.ReplacementChar)
            {
                return "is not valid Unicode text";
            }

            if (Rune.IsControl(rune) && !(multiline && rune.Value is '\t' or '\n' or '\r'))
            {
                return $"has the control character U+{rune.Value:X4}";
            }

            rest = rest[consumed..];
        }

        return length < shortest || length > longest ? LengthFault(length, shortest, longest) : null;
    }

    private static string LengthFault(int length, int shortest, int longest) => (length, shortest) switch
    {
        (0, _) => "must not be empty",
        (_, 0) => $"has {length} characters; at most {longest} are allowed",
        _ => $"has {length} characters; {shortest} to {longest} are allowed",
    };
}
