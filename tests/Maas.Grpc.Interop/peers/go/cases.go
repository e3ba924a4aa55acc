package main

import (
	"context"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"

	pb "interop/testing"
)

const (
	largeRequest  = 271828
	largeResponse = 314159
)

var (
	requestSizes  = []int32{27182, 8, 1828, 45904}
	responseSizes = []int32{31415, 9, 2653, 58979}
)

func large() *pb.SimpleRequest {
	return &pb.SimpleRequest{ResponseSize: largeResponse, Payload: zeros(largeRequest)}
}

func duplex(size, responseSize int32) *pb.StreamingOutputCallRequest {
	return &pb.StreamingOutputCallRequest{
		Payload:            zeros(size),
		ResponseParameters: []*pb.ResponseParameters{{Size: responseSize}},
	}
}

func emptyUnary(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	_, err := to.test.EmptyCall(ctx, &pb.Empty{})
	return err
}

func largeUnary(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	reply, err := to.test.UnaryCall(ctx, large())
	return expectZeros(largeResponse, reply, err)
}

func clientStreaming(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	stream, err := to.test.StreamingInputCall(ctx)
	if err != nil {
		return err
	}
	for _, size := range requestSizes {
		if err := stream.Send(&pb.StreamingInputCallRequest{Payload: zeros(size)}); err != nil {
			return err
		}
	}
	reply, err := stream.CloseAndRecv()
	return first(err, expect(int32(74922), reply.GetAggregatedPayloadSize(), "aggregated payload size"))
}

func serverStreaming(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	request := &pb.StreamingOutputCallRequest{}
	for _, size := range responseSizes {
		request.ResponseParameters = append(request.ResponseParameters, &pb.ResponseParameters{Size: size})
	}
	stream, err := to.test.StreamingOutputCall(ctx, request)
	if err != nil {
		return err
	}
	for _, size := range responseSizes {
		reply, err := stream.Recv()
		if err := expectZeros(int(size), reply, err); err != nil {
			return err
		}
	}
	_, err = stream.Recv()
	return expect(io.EOF, err, "end of the stream")
}

func pingPong(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	stream, err := to.test.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	for i, size := range requestSizes {
		if err := exchange(stream, duplex(size, responseSizes[i]), int(responseSizes[i])); err != nil {
			return err
		}
	}
	return first(stream.CloseSend(), expectEnd(stream))
}

// exchange sends a request and expects its reply.
func exchange(stream pb.TestService_FullDuplexCallClient, request *pb.StreamingOutputCallRequest, size int) error {
	if err := stream.Send(request); err != nil {
		return err
	}
	reply, err := stream.Recv()
	return expectZeros(size, reply, err)
}

func emptyStream(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	stream, err := to.test.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	return first(stream.CloseSend(), expectEnd(stream))
}

func customMetadata(to peer) error {
	const initial, trailing = "test_initial_metadata_value", "\xab\xab\xab"
	ctx, cancel := limited()
	defer cancel()
	ctx = metadata.AppendToOutgoingContext(ctx, echoInitial, initial, echoTrailing, trailing)
	expectEcho := func(head, trailer metadata.MD) error {
		return first(
			expect([]string{initial}, head.Get(echoInitial), echoInitial),
			expect([]string{trailing}, trailer.Get(echoTrailing), echoTrailing))
	}

	var head, trailer metadata.MD
	reply, err := to.test.UnaryCall(ctx, large(), grpc.Header(&head), grpc.Trailer(&trailer))
	if err := first(expectZeros(largeResponse, reply, err), expectEcho(head, trailer)); err != nil {
		return err
	}

	stream, err := to.test.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	if err := first(exchange(stream, duplex(largeRequest, largeResponse), largeResponse), stream.CloseSend(), expectEnd(stream)); err != nil {
		return err
	}
	head, err = stream.Header()
	return first(err, expectEcho(head, stream.Trailer()))
}

func statusCodeAndMessage(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	asked := &pb.EchoStatus{Code: int32(codes.Unknown), Message: "test status message"}
	_, err := to.test.UnaryCall(ctx, &pb.SimpleRequest{ResponseStatus: asked})
	if err := expectStatus(codes.Unknown, asked.Message, err); err != nil {
		return err
	}

	stream, err := to.test.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	if err := stream.Send(&pb.StreamingOutputCallRequest{ResponseStatus: asked}); err != nil {
		return err
	}
	_, err = stream.Recv()
	return expectStatus(codes.Unknown, asked.Message, err)
}

func specialStatusMessage(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	asked := &pb.EchoStatus{
		Code:    int32(codes.Unknown),
		Message: "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n",
	}
	_, err := to.test.UnaryCall(ctx, &pb.SimpleRequest{ResponseStatus: asked})
	return expectStatus(codes.Unknown, asked.Message, err)
}

func unimplementedMethod(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	_, err := to.test.UnimplementedCall(ctx, &pb.Empty{})
	return expectCode(codes.Unimplemented, err)
}

func unimplementedService(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	_, err := pb.NewUnimplementedServiceClient(to.connection).UnimplementedCall(ctx, &pb.Empty{})
	return expectCode(codes.Unimplemented, err)
}

func cancelAfterBegin(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	stream, err := to.test.StreamingInputCall(ctx)
	if err != nil {
		return err
	}
	cancel()
	_, err = stream.CloseAndRecv()
	return expectCode(codes.Canceled, err)
}

func cancelAfterFirstResponse(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	stream, err := to.test.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	if err := exchange(stream, duplex(27182, 31415), 31415); err != nil {
		return err
	}
	cancel()
	_, err = stream.Recv()
	return expectCode(codes.Canceled, err)
}

func timeoutOnSleepingServer(to peer) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	stream, err := to.test.FullDuplexCall(ctx)
	if err != nil {
		return expectCode(codes.DeadlineExceeded, err)
	}
	// When the write comes too late, io.EOF says that the status is to be received.
	if err := stream.Send(&pb.StreamingOutputCallRequest{Payload: zeros(27182)}); err != nil && err != io.EOF {
		return expectCode(codes.DeadlineExceeded, err)
	}
	_, err = stream.Recv()
	return expectCode(codes.DeadlineExceeded, err)
}
