package maas_test

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	maas "github.com/maas-registry/maas/clients/go"
	"github.com/maas-registry/maas/clients/go/model"
)

const (
	// No answer counts as late on a busy machine before this.
	limit     = 20 * time.Second
	unknownID = "01900000-0000-7000-8000-000000000000"
)

// registry is a client of the running registry that MAAS_REGISTRY names.
func registry(t *testing.T) *maas.Client {
	t.Helper()
	address := os.Getenv("MAAS_REGISTRY")
	if address == "" {
		t.Fatal("MAAS_REGISTRY must be the host:port of a running registry")
	}
	return connect(t, address)
}

func newName(kind string) string {
	return fmt.Sprintf("%s-%d-%d", kind, os.Getpid(), time.Now().UnixNano())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, got, want interface{}) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got %#v, want %#v", got, want)
	}
}

func TestClient_EveryRPC_TakesAModelThroughItsLife(t *testing.T) {
	ctx, client := context.Background(), registry(t)
	name := newName("go-life")
	created, err := client.CreateModel(ctx, &model.CreateModelRequest{
		Name: name, Version: "1.0.0", Framework: "pytorch", Tags: []string{"cv", "中文"}, Metadata: map[string]string{"source": "demo"},
	})
	must(t, err)
	id := created.Model.Id
	equal(t, created.Model.Status, "pending")

	read, err := client.GetModel(ctx, &model.GetModelRequest{Id: id})
	must(t, err)
	if !proto.Equal(read.Model, created.Model) {
		t.Fatalf("read %v, made %v", read.Model, created.Model)
	}
	listed, err := client.ListModels(ctx, &model.ListModelsRequest{Name: strings.ToUpper(name)})
	must(t, err)
	equal(t, []interface{}{len(listed.Models), listed.Total, listed.Limit}, []interface{}{1, int64(1), int32(20)})

	mask, err := fieldmaskpb.New(&model.UpdateModelRequest{}, "description", "tags")
	must(t, err)
	updated, err := client.UpdateModel(ctx, &model.UpdateModelRequest{
		Id: id, Description: "new", Etag: created.Model.Etag, UpdateMask: mask,
	})
	must(t, err)
	equal(t, updated.Model.Description, "new")
	equal(t, len(updated.Model.Tags), 0)

	moved, err := client.UpdateModelStatus(ctx, &model.UpdateModelStatusRequest{Id: id, Status: "ready"})
	must(t, err)
	equal(t, moved.Model.Status, "ready")

	_, err = client.AddModelTags(ctx, &model.AddModelTagsRequest{ModelId: id, Tags: []string{"prod", "cv"}})
	must(t, err)
	_, err = client.RemoveModelTags(ctx, &model.RemoveModelTagsRequest{ModelId: id, Tags: []string{"cv", "never there"}})
	must(t, err)
	read, err = client.GetModel(ctx, &model.GetModelRequest{Id: id})
	must(t, err)
	equal(t, read.Model.Tags, []string{"prod"})

	_, err = client.SetModelMetadata(ctx, &model.SetModelMetadataRequest{ModelId: id, Metadata: map[string]string{"a": "b"}})
	must(t, err)
	metadata, err := client.GetModelMetadata(ctx, &model.GetModelMetadataRequest{ModelId: id})
	must(t, err)
	equal(t, metadata.Metadata, map[string]string{"a": "b"})

	_, err = client.DeleteModel(ctx, &model.DeleteModelRequest{Id: id})
	must(t, err)
	_, err = client.GetModel(ctx, &model.GetModelRequest{Id: id})
	if !maas.IsNotFound(err) {
		t.Fatalf("a deleted model: %v", err)
	}
}

func TestModels_SeveralPages_GivesEveryModelOnce(t *testing.T) {
	ctx, client := context.Background(), registry(t)
	name := newName("go-paged")
	var made, found []string
	for version := 0; version < 7; version++ {
		created, err := client.CreateModel(ctx, &model.CreateModelRequest{Name: name, Version: fmt.Sprint(version), Framework: "onnx"})
		must(t, err)
		made = append(made, created.Model.Id)
	}

	models := client.Models(&model.ListModelsRequest{Name: name, Limit: 3, Page: 1})
	for models.Next(ctx) {
		found = append(found, models.Model().Id)
	}

	must(t, models.Err())
	// Ids of version 7 are in the order of their making.
	sort.Sort(sort.Reverse(sort.StringSlice(made)))
	equal(t, found, made)
}

func TestModels_NoRequest_GivesModels(t *testing.T) {
	ctx, client := context.Background(), registry(t)
	_, err := client.CreateModel(ctx, &model.CreateModelRequest{Name: newName("go-any"), Version: "1", Framework: "onnx"})
	must(t, err)

	models := client.Models(nil)

	equal(t, models.Next(ctx), true)
}

func TestModels_RefusedFilter_SaysSo(t *testing.T) {
	models := registry(t).Models(&model.ListModelsRequest{PageToken: "none of yours"})

	if models.Next(context.Background()) || !maas.IsInvalidArgument(models.Err()) {
		t.Fatalf("%v, %v", models.Model(), models.Err())
	}
}

func TestClient_RepeatedRequestID_GivesTheSameModel(t *testing.T) {
	ctx, client := context.Background(), registry(t)
	request := &model.CreateModelRequest{Name: newName("go-once"), Version: "1", Framework: "onnx", RequestId: newName("id")}

	first, err := client.CreateModel(ctx, request)
	must(t, err)
	second, err := client.CreateModel(ctx, request)
	must(t, err)

	equal(t, second.Model.Id, first.Model.Id)
}

func TestClient_EveryErrorOfTheRegistry_SaysAll(t *testing.T) {
	ctx, client := context.Background(), registry(t)
	name := newName("go-failing")
	created, err := client.CreateModel(ctx, &model.CreateModelRequest{Name: name, Version: "1", Framework: "onnx", RequestId: name})
	must(t, err)
	id := created.Model.Id
	_, err = client.UpdateModel(ctx, &model.UpdateModelRequest{Id: id, Description: "changed"})
	must(t, err)
	large := make(map[string]string)
	for key := 0; key < 15; key++ {
		large[fmt.Sprint(key)] = strings.Repeat("x", 4000)
	}

	for _, test := range []struct {
		name, reason, message string
		code                  codes.Code
		fields                map[string]int
		preconditions         []maas.Precondition
		call                  func() error
	}{
		{
			name: "wrong fields", code: codes.InvalidArgument, reason: "INVALID_FIELDS", message: "name: must not be empty",
			fields: map[string]int{"name": 1, "tags": 2, "size": 1},
			call: func() error {
				_, err := client.CreateModel(ctx, &model.CreateModelRequest{
					Version: "1", Framework: "onnx", Tags: []string{"", strings.Repeat("a", 65)}, Size: -1,
				})
				return err
			},
		},
		{
			name: "wrong page token", code: codes.InvalidArgument, reason: "PAGE_TOKEN_INVALID", message: "page_token",
			fields: map[string]int{"page_token": 1},
			call: func() error {
				_, err := client.ListModels(ctx, &model.ListModelsRequest{PageToken: "none of yours"})
				return err
			},
		},
		{
			name: "request id of another request", code: codes.InvalidArgument, reason: "REQUEST_ID_REUSED", message: "used before",
			fields: map[string]int{"request_id": 1},
			call: func() error {
				_, err := client.CreateModel(ctx, &model.CreateModelRequest{Name: "other", Version: "1", Framework: "onnx", RequestId: name})
				return err
			},
		},
		{
			name: "model too large", code: codes.InvalidArgument, reason: "MODEL_TOO_LARGE", message: "at most 40000 are allowed",
			fields: map[string]int{"model": 1},
			call: func() error {
				_, err := client.SetModelMetadata(ctx, &model.SetModelMetadataRequest{ModelId: id, Metadata: large})
				return err
			},
		},
		{
			name: "unknown id", code: codes.NotFound, reason: "MODEL_NOT_FOUND", message: "Model '" + unknownID + "' does not exist.",
			call: func() error {
				_, err := client.GetModel(ctx, &model.GetModelRequest{Id: unknownID})
				return err
			},
		},
		{
			name: "name and version taken", code: codes.AlreadyExists, reason: "MODEL_ALREADY_EXISTS", message: "already exists",
			call: func() error {
				_, err := client.CreateModel(ctx, &model.CreateModelRequest{Name: name, Version: "1", Framework: "onnx"})
				return err
			},
		},
		{
			name: "stale etag", code: codes.Aborted, reason: maas.ReasonStaleEtag, message: "has changed",
			preconditions: []maas.Precondition{
				{Type: "ETAG", Subject: "models/" + id, Description: "The etag sent is not the model's current one."},
			},
			call: func() error {
				_, err := client.DeleteModel(ctx, &model.DeleteModelRequest{Id: id, Etag: created.Model.Etag})
				return err
			},
		},
		{
			name: "not yet served", code: codes.Unimplemented, reason: "NOT_YET_SERVED", message: "order_by is not served yet",
			fields: map[string]int{"order_by": 1},
			call: func() error {
				_, err := client.ListModels(ctx, &model.ListModelsRequest{OrderBy: "name"})
				return err
			},
		},
		{
			name: "unknown method", code: codes.Unimplemented, reason: "METHOD_UNKNOWN", message: "The server has no such method.",
			call: func() error {
				return client.Connection().Invoke(ctx, "/model.ModelService/Nothing", &emptypb.Empty{}, &emptypb.Empty{})
			},
		},
		{
			name: "request too large", code: codes.ResourceExhausted, reason: "REQUEST_TOO_LARGE", message: "over the limit of 4194304",
			call: func() error {
				_, err := client.UpdateModel(ctx, &model.UpdateModelRequest{Id: id, Description: strings.Repeat("d", 4<<20+1)})
				return err
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.call()

			failure, isError := err.(*maas.Error)
			if !isError {
				t.Fatalf("got %#v", err)
			}
			equal(t, failure.Code, test.code)
			equal(t, status.Code(err), test.code)
			equal(t, []string{failure.Reason, failure.Domain}, []string{test.reason, "maas"})
			if !strings.Contains(failure.Message, test.message) {
				t.Errorf("got the message %q", failure.Message)
			}
			equal(t, failure.FromServer, true)
			equal(t, failure.Preconditions, test.preconditions)
			equal(t, maas.IsStaleEtag(err), test.reason == maas.ReasonStaleEtag)
			var fields map[string]int
			for field, descriptions := range failure.Fields {
				if fields == nil {
					fields = make(map[string]int)
				}
				fields[field] = len(descriptions)
			}
			equal(t, fields, test.fields)
		})
	}
}
