// Registers a model, tags it, lists it, and handles what goes wrong: quickstart [ADDRESS].
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"sort"
	"strings"
	"time"

	maas "github.com/maas-registry/maas/clients/go"
	"github.com/maas-registry/maas/clients/go/model"
)

func main() {
	address := "127.0.0.1:9090"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	if err := run(context.Background(), address); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, address string) error {
	registry, err := maas.New(address)
	if err != nil {
		return err
	}
	defer registry.Close()

	name := fmt.Sprintf("quickstart-%d", time.Now().UnixNano())
	created, err := registry.CreateModel(ctx, &model.CreateModelRequest{
		Name: name, Version: "1.0.0", Framework: "onnx", Tags: []string{"cv"},
		// It makes the call safe to repeat, so that the client does so while the registry is unavailable.
		RequestId: name,
	})
	if err != nil {
		return err
	}
	id := created.GetModel().GetId()
	fmt.Println("registered as", created.GetModel().GetStatus())

	if _, err := registry.AddModelTags(ctx, &model.AddModelTagsRequest{ModelId: id, Tags: []string{"production"}}); err != nil {
		return err
	}
	got, err := registry.GetModel(ctx, &model.GetModelRequest{Id: id})
	if err != nil {
		return err
	}
	sort.Strings(got.Model.Tags)
	fmt.Println("tagged", strings.Join(got.Model.Tags, ", "))

	models := registry.Models(&model.ListModelsRequest{Name: name, Tags: []string{"production"}})
	for models.Next(ctx) {
		fmt.Println("listed version", models.Model().GetVersion())
	}
	if err := models.Err(); err != nil {
		return err
	}

	if _, err := registry.DeleteModel(ctx, &model.DeleteModelRequest{Id: id}); err != nil {
		return err
	}
	return failing(ctx, registry, id)
}

func failing(ctx context.Context, registry *maas.Client, deleted string) error {
	var failure *maas.Error

	_, err := registry.GetModel(ctx, &model.GetModelRequest{Id: deleted})
	if !errors.As(err, &failure) || !maas.IsNotFound(err) {
		return fmt.Errorf("a deleted model: %v", err)
	}
	fmt.Println("gone:", failure.Reason)

	_, err = registry.CreateModel(ctx, &model.CreateModelRequest{Version: "1.0.0", Framework: "abacus"})
	if !errors.As(err, &failure) || !maas.IsInvalidArgument(err) {
		return fmt.Errorf("wrong fields: %v", err)
	}
	for _, field := range []string{"framework", "name"} {
		fmt.Printf("%s: %s\n", field, strings.Join(failure.Fields[field], "; "))
	}
	return nil
}
