using Maas.Storage.Postgres;
using Npgsql;

namespace Maas.Storage.Tests;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("Host=db;Database=maas", true)]
    [InlineData(" data source = db", true)]
    [InlineData("Hots=db", true)]
    [InlineData("postgresql://db/maas", true)]
    [InlineData("POSTGRES://db", true)]
    [InlineData("", false)]
    [InlineData("maas.db", false)]
    [InlineData("./a=b.db", false)]
    [InlineData("/var/lib/maas/maas.db", false)]
    [InlineData("mysql://db/maas", false)]
    public void IsMeant_TellsAddressesFromFiles(string text, bool expected) => PostgresAddress.IsMeant(text).ShouldBe(expected);

    [Theory]
    [InlineData("postgresql://ann:s3cr%40t@db.example:5433/ma%2Fas?sslmode=verify-full&connect_timeout=3",
        "Host=db.example;Port=5433;Username=ann;Password=s3cr@t;Database=ma/as;SSL Mode=VerifyFull;Timeout=3")]
    [InlineData("postgres://db", "Host=db")]
    [InlineData("postgresql://ann@[::1]:5433/maas", "Host=::1;Port=5433;Username=ann;Database=maas")]
    [InlineData("postgresql://[fe80::1]/maas", "Host=fe80::1;Database=maas")]
    [InlineData("postgresql://a:1,b,[::1]:2/maas?target_session_attrs=primary", "Host=a:1,b,[::1]:2;Database=maas;Target Session Attributes=primary")]
    [InlineData("postgresql:///maas?host=/run/postgresql&user=ann", "Host=/run/postgresql;Username=ann;Database=maas")]
    [InlineData("postgresql://%2Frun%2Fpostgresql/maas", "Host=/run/postgresql;Database=maas")]
    [InlineData("postgresql://u:p%3Aw@h/d?search_path=other&application_name=a%20b", "Host=h;Username=u;Password=p:w;Database=d;Search Path=other;Application Name=a b")]
    public void Parse_AUri_IsWhatItsKeywordsAre(string uri, string keywords) =>
        PostgresAddress.Parse(uri).Settings.EquivalentTo(new NpgsqlConnectionStringBuilder(keywords)).ShouldBeTrue(
            PostgresAddress.Parse(uri).Settings.ConnectionString);

    [Theory]
    [InlineData("postgresql:///maas", "names no host")]
    [InlineData("Database=maas", "names no host")]
    [InlineData("Host=a;Search Path=a,b", "names several schemas")]
    [InlineData("postgresql://db?foo=1", "has the unknown parameter 'foo'")]
    [InlineData("postgresql://ann@x:1?hush@db/maas", "has the unknown parameter; known are host, ")]
    [InlineData("Host=a;Search Path=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaé", "names a schema of more than 63 bytes")]
    [InlineData("postgresql://db?sslmode=maybe", "has a value of 'sslmode' that is none")]
    [InlineData("postgresql://db?user=a&user=b", "has the parameter 'user' twice")]
    [InlineData("postgresql://db:x/maas", "has a port that is none")]
    [InlineData("postgresql://db:0/maas", "has a port that is none")]
    [InlineData("postgresql://db:70000", "has a port that is none")]
    [InlineData("postgresql://[::1/maas", "has a host that is none")]
    [InlineData("postgresql://[db]/maas", "has a host that is none")]
    [InlineData("postgresql://a,,b/maas", "has a host that is none")]
    [InlineData("postgresql://a%2/maas", "has a % that two hexadecimal digits do not follow")]
    [InlineData("postgresql://ann:hush%zz@db/maas", "has a % that two hexadecimal digits do not follow")]
    [InlineData("postgresql://ann:hu?sh@db/maas", "has a / or ? in user or password")]
    [InlineData("postgresql://ann:hu/sh@db/maas", "has a / or ? in user or password")]
    [InlineData("Host=db;Password=hush;Port=x", "is no PostgreSQL connection string: ")]
    [InlineData("Hots=db;Password=hush", "is no PostgreSQL connection string: ")]
    public void Parse_WhatIsNone_IsRefused_WithoutItsPassword(string text, string expected)
    {
        var error = Should.Throw<FormatException>(() => PostgresAddress.Parse(text));

        error.Message.ShouldStartWith(expected);
        error.Message.ShouldNotContain("hu");
        error.Message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("Host=db;Port=5433;Username=ann;Password=hush;Database=maas", "maas on db:5433")]
    [InlineData("postgresql://ann:hush@a,b/maas", "maas on a,b")]
    [InlineData("postgresql://ann:hush@/maas?host=/run/postgresql", "maas on /run/postgresql")]
    [InlineData("Host=db;Username=ann", "ann on db:5432")]
    public void ToString_NamesTheDatabase_WithoutThePassword(string text, string expected) =>
        PostgresAddress.Parse(text).ToString().ShouldBe(expected);
}
