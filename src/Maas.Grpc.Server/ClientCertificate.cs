using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;

namespace Maas.Grpc.Server;

/// <summary>Describes a TLS client certificate by the property names that gRPC uses.</summary>
internal static class ClientCertificate
{
    private const string CommonName = "x509_common_name";
    private const string AlternativeName = "x509_subject_alternative_name";

    public static AuthContext Describe(X509Certificate2 certificate)
    {
        var properties = new Dictionary<string, List<AuthProperty>>();
        Add(CommonName, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        Add(AlternativeName, certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false));
        return new AuthContext(properties.ContainsKey(AlternativeName) ? AlternativeName : CommonName, properties);

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                properties[name] = [AuthProperty.Create(name, Encoding.UTF8.GetBytes(value))];
            }
        }
    }
}
