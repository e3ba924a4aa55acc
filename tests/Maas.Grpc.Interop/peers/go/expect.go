package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "interop/testing"
)

// limited bounds a call.
func limited() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), 20*time.Second)
}

func expect(expected, actual interface{}, what string) error {
	if !reflect.DeepEqual(expected, actual) {
		return fmt.Errorf("%s: expected %v, was %v", what, expected, actual)
	}
	return nil
}

// expectZeros takes what a call returned: a message with a payload of that many zeros.
func expectZeros(size int, reply interface{ GetPayload() *pb.Payload }, err error) error {
	if err != nil {
		return err
	}
	body := reply.GetPayload().GetBody()
	return first(
		expect(size, len(body), "size of the payload"),
		expect(size, bytes.Count(body, []byte{0}), "zeros in the payload"))
}

func expectCode(code codes.Code, err error) error {
	return expect(code, status.Code(err), fmt.Sprintf("status code (%v)", err))
}

func expectStatus(code codes.Code, message string, err error) error {
	return first(expectCode(code, err), expect(message, status.Convert(err).Message(), "status message"))
}

func expectEnd(stream pb.TestService_FullDuplexCallClient) error {
	_, err := stream.Recv()
	return expect(io.EOF, err, "end of the stream")
}

func first(errors ...error) error {
	for _, err := range errors {
		if err != nil {
			return err
		}
	}
	return nil
}
