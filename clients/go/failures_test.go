package maas_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	maas "github.com/maas-registry/maas/clients/go"
	"github.com/maas-registry/maas/clients/go/model"
)

func get(ctx context.Context, client *maas.Client) error {
	_, err := client.GetModel(ctx, &model.GetModelRequest{Id: "id"})
	return err
}

func remove(ctx context.Context, client *maas.Client) error {
	_, err := client.DeleteModel(ctx, &model.DeleteModelRequest{Id: "id"})
	return err
}

func madeHere(t *testing.T, err error, code codes.Code) {
	t.Helper()
	var failure *maas.Error
	if !errors.As(err, &failure) {
		t.Fatalf("got %#v", err)
	}
	equal(t, []interface{}{failure.Code, failure.FromServer, failure.Reason}, []interface{}{code, false, ""})
}

func TestClient_NobodyListens_IsUnavailableMadeHere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	must(t, listener.Close())

	err = remove(context.Background(), connect(t, listener.Addr().String()))

	madeHere(t, err, codes.Unavailable)
	equal(t, maas.IsUnavailable(err), true)
}

func TestClient_NoAnswerInTime_IsDeadlineExceededMadeHere(t *testing.T) {
	for name, byContext := range map[string]bool{"the context's": true, "the client's": false} {
		t.Run(name, func(t *testing.T) {
			server := serve(t)
			server.holds = true
			ctx, client := context.Background(), connect(t, server.address, maas.WithTimeout(300*time.Millisecond))
			if byContext {
				limited, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
				defer cancel()
				ctx, client = limited, connect(t, server.address)
			}

			err := get(ctx, client)

			madeHere(t, err, codes.DeadlineExceeded)
			equal(t, maas.IsDeadlineExceeded(err) && errors.Is(err, context.DeadlineExceeded), true)
		})
	}
}

func TestClient_ContextCancelled_IsCanceledMadeHere(t *testing.T) {
	server := serve(t)
	server.holds = true
	client := connect(t, server.address)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-server.called
		cancel()
	}()

	err := get(ctx, client)

	madeHere(t, err, codes.Canceled)
	equal(t, errors.Is(err, context.Canceled), true)
}

func TestClient_EveryCode_IsReadAsItIs(t *testing.T) {
	for code := codes.Canceled; code <= codes.Unauthenticated; code++ {
		t.Run(code.String(), func(t *testing.T) {
			err := remove(context.Background(), connect(t, serve(t, failure{code: code}).address))

			madeHere(t, err, code)
			equal(t, err.Error(), fmt.Sprintf("%v: scripted", code))
			equal(t, status.Code(err), code)
		})
	}
}

func TestError_MadeByHand_HasAStatus(t *testing.T) {
	equal(t, status.Code(&maas.Error{Code: codes.NotFound}), codes.NotFound)
	equal(t, maas.IsNotFound(fmt.Errorf("wrapped: %w", &maas.Error{Code: codes.NotFound})), true)
}

func TestClient_MetadataOfClientAndContext_IsSent(t *testing.T) {
	server := serve(t)
	client := connect(t, server.address, maas.WithMetadata("authorization", "Bearer a"))

	must(t, get(metadata.AppendToOutgoingContext(context.Background(), "x-request-id", "1"), client))

	equal(t, server.headers[0].Get("authorization"), []string{"Bearer a"})
	equal(t, server.headers[0].Get("x-request-id"), []string{"1"})
}

func TestNew_SeveralAddresses_TakeTurns(t *testing.T) {
	first, second := serve(t), serve(t)
	client := connect(t, first.address+", "+second.address)
	// Until both are connected, one may get several calls in turn.
	for first.calls() == 0 || second.calls() == 0 {
		must(t, get(context.Background(), client))
	}
	before := [2]int{first.calls(), second.calls()}

	for i := 0; i < 10; i++ {
		must(t, get(context.Background(), client))
	}

	equal(t, [2]int{first.calls() - before[0], second.calls() - before[1]}, [2]int{5, 5})
}

func TestNew_OneOfSeveralAddressesEnds_TheOthersAreCalled(t *testing.T) {
	first, second := serve(t), serve(t)
	client := connect(t, first.address+","+second.address)
	must(t, get(context.Background(), client))
	second.server.Stop()
	before := first.calls()

	for i := 0; i < 4; i++ {
		must(t, get(context.Background(), client))
	}

	equal(t, first.calls()-before, 4)
}
