// Errors of the registry, read by grpc-go.
//
// usage: errorreader ADDRESS MODEL_ID STALE_ETAG
//
// Makes calls that fail, and prints what each error says: a line of JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"

	pb "errorreader/model"
)

const (
	limit        = 20 * time.Second // a call
	unknownID    = "01900000-0000-7000-8000-000000000000"
	overTheLimit = 4*1024*1024 + 1
)

func main() {
	if len(os.Args) != 4 {
		exit("usage: errorreader ADDRESS MODEL_ID STALE_ETAG")
	}
	connection, err := grpc.Dial(os.Args[1], grpc.WithInsecure())
	if err != nil {
		exit(err)
	}
	failing{connection, pb.NewModelServiceClient(connection)}.run(os.Args[2], os.Args[3])
}

type failing struct {
	connection *grpc.ClientConn
	models     pb.ModelServiceClient
}

func (f failing) run(modelID, staleEtag string) {
	f.call("malformed id", func(ctx context.Context) error {
		_, err := f.models.GetModel(ctx, &pb.GetModelRequest{Id: "not-a-uuid"})
		return err
	})
	f.call("wrong fields", func(ctx context.Context) error {
		_, err := f.models.CreateModel(ctx, &pb.CreateModelRequest{Framework: "中文", Tags: []string{""}, Size: -1})
		return err
	})
	f.call("stale etag", func(ctx context.Context) error {
		_, err := f.models.UpdateModel(ctx, &pb.UpdateModelRequest{Id: modelID, Description: "late", Etag: staleEtag})
		return err
	})
	f.call("unknown id", func(ctx context.Context) error {
		_, err := f.models.GetModel(ctx, &pb.GetModelRequest{Id: unknownID})
		return err
	})
	f.call("unknown method", func(ctx context.Context) error {
		return f.connection.Invoke(ctx, "/model.ModelService/Nothing", &emptypb.Empty{}, &emptypb.Empty{})
	})
	f.call("request too large", func(ctx context.Context) error {
		description := strings.Repeat("d", overTheLimit)
		_, err := f.models.CreateModel(ctx, &pb.CreateModelRequest{Name: "large", Version: "1", Framework: "onnx", Description: description})
		return err
	})
}

func (f failing) call(name string, call func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	err := call(ctx)
	if err == nil {
		exit(name + ": the call went well")
	}
	line, err := json.Marshal(read(name, err))
	if err != nil {
		exit(err)
	}
	fmt.Println(string(line))
}

func exit(message interface{}) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}
