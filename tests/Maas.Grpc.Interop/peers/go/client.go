package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	"google.golang.org/grpc"

	pb "interop/testing"
)

type peer struct {
	connection *grpc.ClientConn
	test       pb.TestServiceClient
}

type result struct {
	Case   string `json:"case"`
	Passed bool   `json:"passed"`
	Error  string `json:"error,omitempty"`
}

var cases = map[string]func(peer) error{
	"empty_unary":                 emptyUnary,
	"large_unary":                 largeUnary,
	"client_streaming":            clientStreaming,
	"server_streaming":            serverStreaming,
	"ping_pong":                   pingPong,
	"empty_stream":                emptyStream,
	"client_compressed_unary":     clientCompressedUnary,
	"server_compressed_unary":     serverCompressedUnary,
	"client_compressed_streaming": clientCompressedStreaming,
	"server_compressed_streaming": serverCompressedStreaming,
	"custom_metadata":             customMetadata,
	"status_code_and_message":     statusCodeAndMessage,
	"special_status_message":      specialStatusMessage,
	"unimplemented_method":        unimplementedMethod,
	"unimplemented_service":       unimplementedService,
	"cancel_after_begin":          cancelAfterBegin,
	"cancel_after_first_response": cancelAfterFirstResponse,
	"timeout_on_sleeping_server":  timeoutOnSleepingServer,
}

func runClient(arguments []string) {
	flags := flag.NewFlagSet("client", flag.ExitOnError)
	host := flags.String("server_host", "127.0.0.1", "the server's host")
	port := flags.Int("server_port", 0, "the server's port")
	names := flags.String("test_case", "", "one case, or several with commas between")
	tls := flags.String("use_tls", "false", "only false")
	_ = flags.Parse(arguments) // Ends the process itself.
	refuseTLS(*tls)

	connection, err := grpc.Dial(fmt.Sprintf("%s:%d", *host, *port), grpc.WithInsecure(), grpc.WithStatsHandler(compressionWatch{}))
	if err != nil {
		exit(err)
	}
	to := peer{connection, pb.NewTestServiceClient(connection)}
	passed := true
	for _, name := range strings.Split(*names, ",") {
		run, known := cases[name]
		if !known {
			exit("no such case: " + name)
		}
		passed = report(name, run(to)) && passed
	}
	if !passed {
		os.Exit(1)
	}
}

func report(name string, failure error) bool {
	ended := result{Case: name, Passed: failure == nil}
	if failure != nil {
		ended.Error = failure.Error()
		fmt.Fprintf(os.Stderr, "%s failed: %s\n", name, failure)
	}
	line, err := json.Marshal(ended)
	if err != nil {
		exit(err)
	}
	fmt.Println(string(line))
	return ended.Passed
}
