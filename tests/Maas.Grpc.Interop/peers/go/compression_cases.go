package main

import (
	"context"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/metadata"

	pb "interop/testing"
)

func clientCompressedUnary(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	request := large()
	request.ExpectCompressed = &pb.BoolValue{Value: true}
	_, err := to.test.UnaryCall(ctx, request)
	if err := expectCode(codes.InvalidArgument, err); err != nil {
		return err
	}

	reply, err := to.test.UnaryCall(ctx, request, grpc.UseCompressor(gzip.Name))
	if err := expectZeros(largeResponse, reply, err); err != nil {
		return err
	}

	request.ExpectCompressed.Value = false
	reply, err = to.test.UnaryCall(ctx, request)
	return expectZeros(largeResponse, reply, err)
}

func clientCompressedStreaming(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	compressed := &pb.StreamingInputCallRequest{Payload: zeros(27182), ExpectCompressed: &pb.BoolValue{Value: true}}
	plain := &pb.StreamingInputCallRequest{Payload: zeros(45904), ExpectCompressed: &pb.BoolValue{Value: false}}

	probe, err := to.test.StreamingInputCall(ctx)
	if err != nil {
		return err
	}
	// There is no option by which one message of a compressed stream is left as it is: so it is prepared for another stream.
	var prepared grpc.PreparedMsg
	if err := first(prepared.Encode(probe, plain), probe.Send(compressed)); err != nil {
		return err
	}
	_, err = probe.CloseAndRecv()
	if err := expectCode(codes.InvalidArgument, err); err != nil {
		return err
	}

	stream, err := to.test.StreamingInputCall(ctx, grpc.UseCompressor(gzip.Name))
	if err != nil {
		return err
	}
	if err := first(stream.Send(compressed), stream.SendMsg(&prepared)); err != nil {
		return err
	}
	reply, err := stream.CloseAndRecv()
	return first(err, expect(int32(73086), reply.GetAggregatedPayloadSize(), "aggregated payload size"))
}

func serverCompressedUnary(to peer) error {
	for _, compressed := range []bool{true, false} {
		if err := serverCompressed(to, compressed); err != nil {
			return err
		}
	}
	return nil
}

// acceptingGzip says what grpc-go can do and does not say by itself; the flags of what is received are kept in the context.
func acceptingGzip(ctx context.Context) context.Context {
	return compressionWatch{}.TagRPC(metadata.AppendToOutgoingContext(ctx, "grpc-accept-encoding", gzip.Name), nil)
}

func serverCompressed(to peer, compressed bool) error {
	ctx, cancel := limited()
	defer cancel()
	ctx = acceptingGzip(ctx)
	request := large()
	request.ResponseCompressed = &pb.BoolValue{Value: compressed}
	reply, err := to.test.UnaryCall(ctx, request)
	return first(
		expectZeros(largeResponse, reply, err),
		expect([]bool{compressed}, compressedFlagsOf(ctx).all(), "compressed flags"))
}

func serverCompressedStreaming(to peer) error {
	ctx, cancel := limited()
	defer cancel()
	ctx = acceptingGzip(ctx)
	asked := []*pb.ResponseParameters{
		{Size: 31415, Compressed: &pb.BoolValue{Value: true}},
		{Size: 92653, Compressed: &pb.BoolValue{Value: false}},
	}
	stream, err := to.test.StreamingOutputCall(ctx, &pb.StreamingOutputCallRequest{ResponseParameters: asked})
	if err != nil {
		return err
	}
	for _, parameters := range asked {
		reply, err := stream.Recv()
		if err := expectZeros(int(parameters.Size), reply, err); err != nil {
			return err
		}
	}
	_, err = stream.Recv()
	return first(
		expect(io.EOF, err, "end of the stream"),
		expect([]bool{true, false}, compressedFlagsOf(ctx).all(), "compressed flags"))
}
