namespace Maas.SystemTests.Clients;

/// <summary>What the example of a client prints, whatever the client is written in.</summary>
internal static class Quickstart
{
    public const string Output =
        """
        registered as pending
        tagged cv, production
        listed version 1.0.0
        gone: MODEL_NOT_FOUND
        framework: 'abacus' is unknown; it is one of pytorch, tensorflow, onnx, sklearn, xgboost, custom
        name: must not be empty

        """;
}
