using System.Text;

namespace Maas.Models;

// Input repeated in a message ends in logs, terminals and HTTP headers: short, and without control characters.
internal static class Echo
{
    private const int Longest = 40;

    public static string Quote(string input)
    {
        var text = new StringBuilder("'");
        var count = 0;
        foreach (var rune in input.EnumerateRunes())
        {
            if (count++ == Longest)
            {
                text.Append('…');
                break;
            }

            text.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        }

        return text.Append('\'').ToString();
    }
}
