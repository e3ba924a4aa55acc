namespace Maas.Grpc.Interop.Client;

/// <summary>The cases of grpc/grpc doc/interop-test-descriptions.md, without those about TLS, credentials and load balancing.</summary>
internal static class Cases
{
    public static IReadOnlyDictionary<string, Func<InteropPeer, Task>> All { get; } = new Dictionary<string, Func<InteropPeer, Task>>
    {
        ["empty_unary"] = UnaryCases.EmptyUnary,
        ["large_unary"] = UnaryCases.LargeUnary,
        ["client_streaming"] = StreamingCases.ClientStreaming,
        ["server_streaming"] = StreamingCases.ServerStreaming,
        ["ping_pong"] = StreamingCases.PingPong,
        ["empty_stream"] = StreamingCases.EmptyStream,
        ["client_compressed_unary"] = ClientCompressionCases.Unary,
        ["server_compressed_unary"] = ServerCompressionCases.Unary,
        ["client_compressed_streaming"] = ClientCompressionCases.Streaming,
        ["server_compressed_streaming"] = ServerCompressionCases.Streaming,
        ["custom_metadata"] = MetadataCases.CustomMetadata,
        ["status_code_and_message"] = StatusCases.StatusCodeAndMessage,
        ["special_status_message"] = StatusCases.SpecialStatusMessage,
        ["unimplemented_method"] = StatusCases.UnimplementedMethod,
        ["unimplemented_service"] = StatusCases.UnimplementedService,
        ["cancel_after_begin"] = EndingCases.CancelAfterBegin,
        ["cancel_after_first_response"] = EndingCases.CancelAfterFirstResponse,
        ["timeout_on_sleeping_server"] = EndingCases.TimeoutOnSleepingServer,
    };
}
