package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	_ "google.golang.org/grpc/encoding/gzip" // Registers gzip.
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	pb "interop/testing"
)

const (
	echoInitial  = "x-grpc-test-echo-initial"
	echoTrailing = "x-grpc-test-echo-trailing-bin"
)

type testService struct {
	pb.UnimplementedTestServiceServer
}

func (testService) EmptyCall(context.Context, *pb.Empty) (*pb.Empty, error) {
	return &pb.Empty{}, nil
}

func (testService) UnaryCall(ctx context.Context, request *pb.SimpleRequest) (*pb.SimpleResponse, error) {
	if err := requireCompression(ctx, request.ExpectCompressed); err != nil {
		return nil, err
	}
	head, trailer := echo(ctx)
	if err := grpc.SetTrailer(ctx, trailer); err != nil {
		return nil, err
	}
	if err := grpc.SendHeader(ctx, head); err != nil {
		return nil, err
	}
	if err := askedStatus(request.ResponseStatus); err != nil {
		return nil, err
	}
	return &pb.SimpleResponse{Payload: zeros(request.ResponseSize)}, nil
}

func (testService) StreamingInputCall(stream pb.TestService_StreamingInputCallServer) error {
	size := 0
	for {
		request, err := stream.Recv()
		if err == io.EOF {
			return stream.SendAndClose(&pb.StreamingInputCallResponse{AggregatedPayloadSize: int32(size)})
		}
		if err != nil {
			return err
		}
		if err := requireCompression(stream.Context(), request.ExpectCompressed); err != nil {
			return err
		}
		size += len(request.GetPayload().GetBody())
	}
}

func (testService) StreamingOutputCall(request *pb.StreamingOutputCallRequest, stream pb.TestService_StreamingOutputCallServer) error {
	if err := answerHead(stream); err != nil {
		return err
	}
	return answer(request, stream)
}

func (testService) FullDuplexCall(stream pb.TestService_FullDuplexCallServer) error {
	if err := answerHead(stream); err != nil {
		return err
	}
	for {
		request, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := answer(request, stream); err != nil {
			return err
		}
	}
}

func answerHead(stream grpc.ServerStream) error {
	head, trailer := echo(stream.Context())
	stream.SetTrailer(trailer)
	return stream.SendHeader(head)
}

func answer(request *pb.StreamingOutputCallRequest, stream interface {
	Send(*pb.StreamingOutputCallResponse) error
}) error {
	if err := askedStatus(request.ResponseStatus); err != nil {
		return err
	}
	for _, asked := range request.ResponseParameters {
		time.Sleep(time.Duration(asked.IntervalUs) * time.Microsecond)
		if err := stream.Send(&pb.StreamingOutputCallResponse{Payload: zeros(asked.Size)}); err != nil {
			return err
		}
	}
	return nil
}

func requireCompression(ctx context.Context, expected *pb.BoolValue) error {
	if expected != nil && expected.Value != compressedFlagsOf(ctx).last() {
		return status.Errorf(codes.InvalidArgument, "the message was to be compressed: %t", expected.Value)
	}
	return nil
}

func askedStatus(asked *pb.EchoStatus) error {
	if asked == nil {
		return nil
	}
	return status.Error(codes.Code(asked.Code), asked.Message)
}

// echo returns what a call is to carry in its head and in its trailer.
func echo(ctx context.Context) (head, trailer metadata.MD) {
	sent, _ := metadata.FromIncomingContext(ctx)
	head, trailer = metadata.MD{}, metadata.MD{}
	head.Append(echoInitial, sent.Get(echoInitial)...)
	trailer.Append(echoTrailing, sent.Get(echoTrailing)...)
	return head, trailer
}

func zeros(size int32) *pb.Payload {
	return &pb.Payload{Body: make([]byte, size)}
}

func runServer(arguments []string) {
	flags := flag.NewFlagSet("server", flag.ExitOnError)
	port := flags.Int("port", 0, "the port to listen on; 0 for a free one")
	tls := flags.String("use_tls", "false", "only false")
	_ = flags.Parse(arguments) // Ends the process itself.
	refuseTLS(*tls)

	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		exit(err)
	}
	server := grpc.NewServer(grpc.StatsHandler(compressionWatch{}))
	pb.RegisterTestServiceServer(server, testService{})

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	go func() {
		<-signals
		server.Stop()
	}()

	fmt.Printf("listening on %s\n", listener.Addr())
	if err := server.Serve(listener); err != nil {
		exit(err)
	}
}
