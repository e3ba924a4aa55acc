using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace Maas.Grpc.Tests.Retries;

public class RetryOptionsTests
{
    [Fact]
    public void Channel_OfManyFaults_NamesThemAll()
    {
        var options = new GrpcChannelOptions
        {
            MaxRetryAttempts = 0,
            MaxRetryBufferPerCallSize = -1,
            MaxReceiveMessageSize = -1,
            ServiceConfig = new ServiceConfig
            {
                MethodConfigs =
                {
                    new MethodConfig { Names = { MethodName.Default }, RetryPolicy = new RetryPolicy() },
                    new MethodConfig { Names = { new MethodName { Method = "Say" } }, RetryPolicy = Good() },
                    null!,
                    new MethodConfig { Names = { new MethodName { Service = "a/b", Method = "c" }, null! } },
                    new MethodConfig { Names = { new MethodName { Service = "echo.Echo" }, new MethodName { Service = "echo.Echo", Method = "" } } },
                    new MethodConfig { Names = { new MethodName { Service = "" } } },
                },
                RetryThrottling = new RetryThrottlingPolicy(),
            },
        };

        Should.Throw<ArgumentException>(() => GrpcChannel.ForAddress("http://localhost", options)).Message.ShouldBe(
            string.Join(
                "; ",
                "MaxReceiveMessageSize is negative",
                "MaxRetryAttempts is below 1",
                "MaxRetryBufferPerCallSize is negative",
                "ServiceConfig.MethodConfigs[0].RetryPolicy.MaxAttempts is not from 2",
                "ServiceConfig.MethodConfigs[0].RetryPolicy.InitialBackoff is not over zero",
                "ServiceConfig.MethodConfigs[0].RetryPolicy.MaxBackoff is not over zero",
                "ServiceConfig.MethodConfigs[0].RetryPolicy.BackoffMultiplier is not over zero",
                "ServiceConfig.MethodConfigs[0].RetryPolicy.RetryableStatusCodes is empty",
                "ServiceConfig.MethodConfigs[1].Names has '/Say', a method without a service",
                "ServiceConfig.MethodConfigs[2] is null",
                "ServiceConfig.MethodConfigs[3].Names has 'a/b/c', and neither name may have a slash",
                "ServiceConfig.MethodConfigs[3].Names has null",
                "ServiceConfig.MethodConfigs[4].Names has 'echo.Echo/', which was named before",
                "ServiceConfig.MethodConfigs[5].Names has '/', which was named before",
                "ServiceConfig.RetryThrottling.MaxTokens is not from 1 to 1000",
                "ServiceConfig.RetryThrottling.TokenRatio is not from 0.001") + ". (Parameter 'options')");
    }

    public static TheoryData<string, Action<RetryPolicy>> PolicyFaults => new()
    {
        { "MaxAttempts", policy => policy.MaxAttempts = 1 },
        { "MaxAttempts", policy => policy.MaxAttempts = -1 },
        { "InitialBackoff", policy => policy.InitialBackoff = TimeSpan.Zero },
        { "MaxBackoff", policy => policy.MaxBackoff = TimeSpan.FromTicks(-1) },
        { "BackoffMultiplier", policy => policy.BackoffMultiplier = 0 },
        { "BackoffMultiplier", policy => policy.BackoffMultiplier = double.NaN },
        { "BackoffMultiplier", policy => policy.BackoffMultiplier = double.PositiveInfinity },
        { "RetryableStatusCodes", policy => policy.RetryableStatusCodes.Clear() },
        { "RetryableStatusCodes", policy => policy.RetryableStatusCodes.Add(StatusCode.OK) },
        { "RetryableStatusCodes", policy => policy.RetryableStatusCodes.Add((StatusCode)17) },
        { "RetryableStatusCodes", policy => policy.RetryableStatusCodes.Add((StatusCode)(-1)) },
    };

    [Theory]
    [MemberData(nameof(PolicyFaults))]
    public void Policy_OutOfItsBounds_IsRefused(string property, Action<RetryPolicy> spoil)
    {
        var policy = Good();
        spoil(policy);

        Should.Throw<ArgumentException>(() => Connect(policy, null)).Message.ShouldContain($"RetryPolicy.{property} ");
    }

    [Theory]
    [InlineData(0, 0.1, "MaxTokens")]
    [InlineData(1001, 0.1, "MaxTokens")]
    [InlineData(10, 0.0, "TokenRatio")]
    [InlineData(10, 0.0009, "TokenRatio")]
    [InlineData(10, -1.0, "TokenRatio")]
    [InlineData(10, double.NaN, "TokenRatio")]
    [InlineData(10, double.PositiveInfinity, "TokenRatio")]
    public void Throttling_OutOfItsBounds_IsRefused(int tokens, double ratio, string property)
    {
        var throttling = new RetryThrottlingPolicy { MaxTokens = tokens, TokenRatio = ratio };

        Should.Throw<ArgumentException>(() => Connect(Good(), throttling)).Message.ShouldContain($"RetryThrottling.{property} ");
    }

    [Theory]
    [InlineData(1, 0.001)]
    [InlineData(1000, 1e300)]
    public void Options_AtTheirBounds_AreTaken(int tokens, double ratio)
    {
        var policy = new RetryPolicy
        {
            MaxAttempts = 2,
            InitialBackoff = TimeSpan.FromTicks(1),
            MaxBackoff = TimeSpan.MaxValue,
            BackoffMultiplier = double.Epsilon,
            RetryableStatusCodes = { StatusCode.Cancelled, StatusCode.Unauthenticated, StatusCode.Cancelled },
        };

        Should.NotThrow(() => Connect(policy, new RetryThrottlingPolicy { MaxTokens = tokens, TokenRatio = ratio }));
    }

    [Fact]
    public void MethodName_OfAllMethods_CannotBeChanged()
    {
        Should.Throw<InvalidOperationException>(() => MethodName.Default.Service = "echo.Echo");
        Should.Throw<InvalidOperationException>(() => MethodName.Default.Method = "Say");
    }

    private static RetryPolicy Good() => new()
    {
        MaxAttempts = 2,
        InitialBackoff = TimeSpan.FromSeconds(1),
        MaxBackoff = TimeSpan.FromSeconds(1),
        BackoffMultiplier = 1,
        RetryableStatusCodes = { StatusCode.Unavailable },
    };

    private static void Connect(RetryPolicy policy, RetryThrottlingPolicy? throttling)
    {
        var config = new ServiceConfig
        {
            MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = policy } },
            RetryThrottling = throttling,
        };
        GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { ServiceConfig = config }).Dispose();
    }
}
