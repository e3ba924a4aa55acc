using System.Globalization;
using Npgsql;

namespace Maas.Storage.Postgres;

// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS, of whose parameters those are taken that mean
// something to Npgsql.
internal static class PostgresUri
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["host"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["options"] = "Options",
        ["target_session_attrs"] = "Target Session Attributes",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["search_path"] = "Search Path",
        ["max_auto_prepare"] = "Max Auto Prepare",
        ["maximum_pool_size"] = "Maximum Pool Size",
    };

    public static bool IsMeant(string text) => Array.Exists(Schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        var settings = new NpgsqlConnectionStringBuilder();
        var (address, query) = Cut(text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..], '?');
        var (authority, path) = Cut(address, '/');
        var at = authority.LastIndexOf('@');
        if (at < 0 && text.Contains('@', StringComparison.Ordinal))
        {
            // What follows would be taken for a host or a parameter, and told.
            throw new FormatException("has a / or ? in user or password; write them as %2F and %3F");
        }

        if (at >= 0)
        {
            AddUser(settings, authority[..at]);
        }

        AddHosts(settings, authority[(at + 1)..]);
        if (path.Length > 0)
        {
            settings.Database = Decode(path);
        }

        AddParameters(settings, query);
        return settings;
    }

    private static void AddUser(NpgsqlConnectionStringBuilder settings, string user)
    {
        var (name, password) = Cut(user, ':');
        settings.Username = Decode(name);
        if (password.Length > 0)
        {
            settings.Password = Decode(password);
        }
    }

    private static void AddHosts(NpgsqlConnectionStringBuilder settings, string hosts)
    {
        if (hosts.Length == 0)
        {
            return;
        }

        // Npgsql takes a list as it is, ports included, and the address of one host apart from its port.
        var all = hosts.Split(',').Select(Host).ToList();
        if (all.Count > 1)
        {
            settings.Host = string.Join(',', all.Select(host => host.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{host.Name}:{port}") : host.Name));
            return;
        }

        settings.Host = all[0].Name.Trim('[', ']');
        if (all[0].Port is { } only)
        {
            settings.Port = only;
        }
    }

    private static (string Name, int? Port) Host(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']') + 1 : text.IndexOf(':') is var colon and >= 0 ? colon : text.Length;
        var (name, rest) = (text[..end], text[end..]);
        if (name.Length == 0 || (text.StartsWith('[') && !System.Net.IPAddress.TryParse(name, out _)))
        {
            throw new FormatException("has a host that is none");
        }

        return rest.Length == 0 ? (Decode(name), null)
            : int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && rest[0] == ':' && port is > 0 and <= 65535
                ? (Decode(name), port)
            : throw new FormatException("has a port that is none");
    }

    private static void AddParameters(NpgsqlConnectionStringBuilder settings, string query)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(parameter, '=');
            if (!Keywords.TryGetValue(name, out var keyword))
            {
                // What is no word may be the rest of a password that should have been escaped.
                var named = name.All(character => char.IsAsciiLetter(character) || character == '_') ? $" '{name}'" : "";
                throw new FormatException($"has the unknown parameter{named}; known are {string.Join(", ", Keywords.Keys)}");
            }

            if (!seen.Add(name))
            {
                throw new FormatException($"has the parameter '{name}' twice");
            }

            Set(settings, name, keyword, Decode(value));
        }
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string name, string keyword, string value)
    {
        try
        {
            // verify-full is VerifyFull in Npgsql; no other mode has a hyphen.
            settings[keyword] = name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            throw new FormatException($"has a value of '{name}' that is none", error);
        }
    }

    private static (string Before, string Behind) Cut(string text, char separator)
    {
        var place = text.IndexOf(separator);
        return place < 0 ? (text, "") : (text[..place], text[(place + 1)..]);
    }

    private static string Decode(string text)
    {
        for (var i = text.IndexOf('%'); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw new FormatException("has a % that two hexadecimal digits do not follow; write it as %25");
            }
        }

        return Uri.UnescapeDataString(text);
    }
}
