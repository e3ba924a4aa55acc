package main

import (
	"fmt"

	"github.com/golang/protobuf/proto"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/status"
)

type report struct {
	Call          string         `json:"call"`
	Code          string         `json:"code"`
	Message       string         `json:"message"`
	StatusCode    int32          `json:"status_code"`
	StatusMessage string         `json:"status_message"`
	Details       []string       `json:"details"`
	Reason        string         `json:"reason"`
	Domain        string         `json:"domain"`
	Fields        []field        `json:"fields"`
	Preconditions []precondition `json:"preconditions"`
}

type field struct {
	Field       string `json:"field"`
	Description string `json:"description"`
}

type precondition struct {
	Type        string `json:"type"`
	Subject     string `json:"subject"`
	Description string `json:"description"`
}

func read(name string, err error) report {
	failure, isStatus := status.FromError(err)
	if !isStatus {
		exit(fmt.Sprintf("%s: no status: %v", name, err))
	}
	said := report{
		Call:          name,
		Code:          code.Code(failure.Code()).String(),
		Message:       failure.Message(),
		StatusCode:    failure.Proto().GetCode(),
		StatusMessage: failure.Proto().GetMessage(),
		Details:       []string{},
		Fields:        []field{},
		Preconditions: []precondition{},
	}
	for _, detail := range failure.Details() {
		said.add(detail)
	}
	return said
}

func (r *report) add(detail interface{}) {
	switch message := detail.(type) {
	case *errdetails.ErrorInfo:
		r.Details = append(r.Details, proto.MessageName(message))
		r.Reason += message.GetReason()
		r.Domain += message.GetDomain()
	case *errdetails.BadRequest:
		r.Details = append(r.Details, proto.MessageName(message))
		for _, violation := range message.GetFieldViolations() {
			r.Fields = append(r.Fields, field{violation.GetField(), violation.GetDescription()})
		}
	case *errdetails.PreconditionFailure:
		r.Details = append(r.Details, proto.MessageName(message))
		for _, violation := range message.GetViolations() {
			r.Preconditions = append(r.Preconditions, precondition{violation.GetType(), violation.GetSubject(), violation.GetDescription()})
		}
	default:
		exit(fmt.Sprintf("%s: unexpected detail %v", r.Call, detail))
	}
}
