namespace Maas.SystemTests.Clients;

[CollectionDefinition(Name)]
public sealed class SharedTypeScriptClient : ICollectionFixture<TypeScriptClient>
{
    public const string Name = "clients/typescript";
}
