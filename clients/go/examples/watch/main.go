// Tells of the changes of the models of one name, whatever happens to the registry, until one is deleted: watch ADDRESS NAME.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	maas "github.com/maas-registry/maas/clients/go"
	"github.com/maas-registry/maas/clients/go/model"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("watch ADDRESS NAME")
	}
	if err := run(context.Background(), os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, address, name string) error {
	registry, err := maas.New(address)
	if err != nil {
		return err
	}
	defer registry.Close()

	changes, err := registry.Watch(ctx, &model.WatchRequest{Name: name})
	if err != nil {
		return err
	}
	defer changes.Close()
	fmt.Println("watching")
	for changes.Next() {
		change := changes.Change()
		fmt.Println(change.GetKind(), change.GetModel().GetName(), change.GetModel().GetVersion())
		if change.GetKind() == "deleted" {
			return nil
		}
	}
	return changes.Err()
}
