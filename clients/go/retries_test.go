package maas_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"

	maas "github.com/maas-registry/maas/clients/go"
	"github.com/maas-registry/maas/clients/go/model"
)

type call func(context.Context, *maas.Client) error

var repeated = map[string]call{
	"GetModel": get,
	"ListModels": func(ctx context.Context, client *maas.Client) error {
		_, err := client.ListModels(ctx, &model.ListModelsRequest{})
		return err
	},
	"GetModelMetadata": func(ctx context.Context, client *maas.Client) error {
		_, err := client.GetModelMetadata(ctx, &model.GetModelMetadataRequest{})
		return err
	},
	"AddModelTags":    addTags(""),
	"RemoveModelTags": removeTags(""),
	"CreateModel with a request_id": func(ctx context.Context, client *maas.Client) error {
		_, err := client.CreateModel(ctx, &model.CreateModelRequest{RequestId: "r"})
		return err
	},
}

var madeOnce = map[string]call{
	"CreateModel": func(ctx context.Context, client *maas.Client) error {
		_, err := client.CreateModel(ctx, &model.CreateModelRequest{})
		return err
	},
	"UpdateModel": func(ctx context.Context, client *maas.Client) error {
		_, err := client.UpdateModel(ctx, &model.UpdateModelRequest{})
		return err
	},
	"DeleteModel": remove,
	"UpdateModelStatus": func(ctx context.Context, client *maas.Client) error {
		_, err := client.UpdateModelStatus(ctx, &model.UpdateModelStatusRequest{})
		return err
	},
	"SetModelMetadata": func(ctx context.Context, client *maas.Client) error {
		_, err := client.SetModelMetadata(ctx, &model.SetModelMetadataRequest{})
		return err
	},
	"AddModelTags with an etag":    addTags("e"),
	"RemoveModelTags with an etag": removeTags("e"),
}

func addTags(etag string) call {
	return func(ctx context.Context, client *maas.Client) error {
		_, err := client.AddModelTags(ctx, &model.AddModelTagsRequest{Etag: etag})
		return err
	}
}

func removeTags(etag string) call {
	return func(ctx context.Context, client *maas.Client) error {
		_, err := client.RemoveModelTags(ctx, &model.RemoveModelTagsRequest{Etag: etag})
		return err
	}
}

func unavailable(times int) []failure {
	failures := make([]failure, times)
	for i := range failures {
		failures[i].code = codes.Unavailable
	}
	return failures
}

func pushback(milliseconds string) failure {
	return failure{codes.Unavailable, metadata.Pairs("grpc-retry-pushback-ms", milliseconds)}
}

func TestRetries_CallsThatAreSafeToRepeat_AreUntilTheyGoWell(t *testing.T) {
	for name, call := range repeated {
		t.Run(name, func(t *testing.T) {
			server := serve(t, unavailable(2)...)

			must(t, call(context.Background(), connect(t, server.address)))

			equal(t, server.calls(), 3)
		})
	}
}

func TestRetries_StillUnavailable_GiveUpAfterFourAttempts(t *testing.T) {
	server := serve(t, unavailable(9)...)

	equal(t, maas.IsUnavailable(get(context.Background(), connect(t, server.address))), true)

	equal(t, server.calls(), 4)
}

func TestRetries_OtherCalls_AreMadeOnce(t *testing.T) {
	for name, call := range madeOnce {
		t.Run(name, func(t *testing.T) {
			server := serve(t, unavailable(1)...)

			equal(t, maas.IsUnavailable(call(context.Background(), connect(t, server.address))), true)

			equal(t, server.calls(), 1)
		})
	}
}

func TestRetries_OtherErrors_AreNotTriedAgain(t *testing.T) {
	server := serve(t, failure{code: codes.Internal})

	madeHere(t, get(context.Background(), connect(t, server.address)), codes.Internal)

	equal(t, server.calls(), 1)
}

func TestRetries_TheServerSaysWhen_AreMadeThen(t *testing.T) {
	server, began := serve(t, pushback("700")), time.Now()

	must(t, get(context.Background(), connect(t, server.address)))

	equal(t, server.calls(), 2)
	equal(t, time.Since(began) >= 700*time.Millisecond, true)
}

func TestRetries_TheServerSaysNever_AreNotMade(t *testing.T) {
	server := serve(t, pushback("-1"))

	equal(t, maas.IsUnavailable(get(context.Background(), connect(t, server.address))), true)

	equal(t, server.calls(), 1)
}

func TestRetries_PauseEndsAfterTheDeadline_IsNotWaitedFor(t *testing.T) {
	server, began := serve(t, pushback("60000")), time.Now()

	equal(t, maas.IsUnavailable(get(context.Background(), connect(t, server.address))), true)

	equal(t, time.Since(began) < limit, true)
}

func TestRetries_ContextCancelledInAPause_EndTheCall(t *testing.T) {
	server, began := serve(t, pushback("15000")), time.Now()
	ctx, cancel := context.WithCancel(context.Background())
	client := connect(t, server.address)
	// Long enough for the answer to have come.
	defer time.AfterFunc(300*time.Millisecond, cancel).Stop()

	err := get(ctx, client)

	madeHere(t, err, codes.Canceled)
	equal(t, errors.Is(err, context.Canceled), true)
	equal(t, time.Since(began) < 15*time.Second, true)
	equal(t, server.calls(), 1)
}
