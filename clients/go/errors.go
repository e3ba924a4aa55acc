package maas

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/maas-registry/maas/clients/go/internal/details"
)

// Error is a call that failed. errors.As finds it; status.Code and status.FromError read it like any error of gRPC.
type Error struct {
	Code codes.Code
	// Message says what happened, in English, for people.
	Message string
	// Reason says what happened, for programs: stable and upper case, such as MODEL_NOT_FOUND. Empty where the registry gave none.
	Reason string
	// Domain says whose reason it is: maas.
	Domain string
	// Metadata says more about the reason.
	Metadata map[string]string
	// Fields says what is wrong with which field of the request.
	Fields map[string][]string
	// Preconditions are what has another state than the request needs.
	Preconditions []Precondition
	// FromServer tells whether the registry answered with this error; it is false where the error was made on this side, or
	// on the way.
	FromServer bool

	status *status.Status
}

// Precondition is something that has another state than the request needs.
type Precondition struct {
	// Type is the kind of condition, such as ETAG.
	Type string
	// Subject is what it is about, such as models/0190….
	Subject     string
	Description string
}

// ReasonStaleEtag is the reason of an error about a model that has changed since its etag was read.
const ReasonStaleEtag = "STALE_ETAG"

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("%v: %s", e.Code, e.Message)
}

// GRPCStatus gives the status as gRPC has it, with its details.
func (e *Error) GRPCStatus() *status.Status {
	if e.status == nil {
		return status.New(e.Code, e.Message)
	}
	return e.status
}

// IsNotFound tells whether the error is that there is no such model.
func IsNotFound(err error) bool { return hasCode(err, codes.NotFound) }

// IsAlreadyExists tells whether the error is that a name and version are taken.
func IsAlreadyExists(err error) bool { return hasCode(err, codes.AlreadyExists) }

// IsInvalidArgument tells whether the error is that the request is malformed or out of range; Error.Fields says where.
func IsInvalidArgument(err error) bool { return hasCode(err, codes.InvalidArgument) }

// IsUnavailable tells whether the error is that the registry can't be reached or can't answer now.
func IsUnavailable(err error) bool { return hasCode(err, codes.Unavailable) }

// IsDeadlineExceeded tells whether the error is that no answer came in time; a change may have been made all the same.
func IsDeadlineExceeded(err error) bool { return hasCode(err, codes.DeadlineExceeded) }

// IsStaleEtag tells whether the error is that the model has changed since its etag was read: read it again.
func IsStaleEtag(err error) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Reason == ReasonStaleEtag
}

// Is makes errors.Is hold for context.Canceled and context.DeadlineExceeded where that is what ended the call.
func (e *Error) Is(target error) bool {
	return e.Code == codes.Canceled && target == context.Canceled ||
		e.Code == codes.DeadlineExceeded && target == context.DeadlineExceeded
}

func hasCode(err error, code codes.Code) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Code == code
}

func asError(
	ctx context.Context, method string, request, reply interface{}, connection *grpc.ClientConn, invoke grpc.UnaryInvoker,
	options ...grpc.CallOption,
) error {
	err := invoke(ctx, method, request, reply, connection, options...)
	if err == nil {
		return nil
	}
	return read(status.Convert(err))
}

func read(from *status.Status) *Error {
	failure := &Error{Code: from.Code(), Message: from.Message(), status: from}
	// Every error of the registry has details; what gRPC makes itself, or of a proxy's answer, has none.
	failure.FromServer = len(from.Proto().GetDetails()) > 0
	for _, detail := range from.Proto().GetDetails() {
		switch detail.GetTypeUrl() {
		case "type.googleapis.com/google.rpc.ErrorInfo":
			failure.addInfo(detail.GetValue())
		case "type.googleapis.com/google.rpc.BadRequest":
			failure.addFields(detail.GetValue())
		case "type.googleapis.com/google.rpc.PreconditionFailure":
			failure.addPreconditions(detail.GetValue())
		}
	}
	return failure
}

// A detail that can't be read leaves the code and the message, which still say what happened.

func (e *Error) addInfo(value []byte) {
	var info details.ErrorInfo
	if proto.Unmarshal(value, &info) == nil {
		e.Reason, e.Domain, e.Metadata = info.GetReason(), info.GetDomain(), info.GetMetadata()
	}
}

func (e *Error) addFields(value []byte) {
	var request details.BadRequest
	if proto.Unmarshal(value, &request) != nil {
		return
	}
	e.Fields = make(map[string][]string)
	for _, violation := range request.GetFieldViolations() {
		e.Fields[violation.GetField()] = append(e.Fields[violation.GetField()], violation.GetDescription())
	}
}

func (e *Error) addPreconditions(value []byte) {
	var failure details.PreconditionFailure
	if proto.Unmarshal(value, &failure) != nil {
		return
	}
	for _, violation := range failure.GetViolations() {
		e.Preconditions = append(e.Preconditions, Precondition{violation.GetType(), violation.GetSubject(), violation.GetDescription()})
	}
}
