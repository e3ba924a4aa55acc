package maas_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"

	maas "github.com/maas-registry/maas/clients/go"
	"github.com/maas-registry/maas/clients/go/internal/details"
	"github.com/maas-registry/maas/clients/go/model"
)

// reset is how a stream that is reset with CANCEL looks from here.
var reset = status.Error(codes.Canceled, "cut")

var fellBehind = withReason(codes.OutOfRange, "WATCH_FELL_BEHIND", map[string]string{"resume_revision": "1"})

// withReason fails as the registry does.
func withReason(code codes.Code, reason string, more map[string]string) error {
	value, err := proto.Marshal(&details.ErrorInfo{Reason: reason, Domain: "maas", Metadata: more})
	if err != nil {
		panic(err)
	}
	said := status.New(code, "cut").Proto()
	said.Details = []*anypb.Any{{TypeUrl: "type.googleapis.com/google.rpc.ErrorInfo", Value: value}}
	return status.ErrorProto(said)
}

func watch(t *testing.T, client *maas.Client, request *model.WatchRequest) *maas.Watcher {
	t.Helper()
	changes, err := client.Watch(context.Background(), request)
	must(t, err)
	t.Cleanup(changes.Close)
	return changes
}

func take(t *testing.T, changes *maas.Watcher, count int) []int64 {
	t.Helper()
	var taken []int64
	for len(taken) < count && changes.Next() {
		taken = append(taken, changes.Change().Revision)
	}
	must(t, changes.Err())
	return taken
}

func TestWatch_CutAnywhere_GoesOnWithoutAGapOrADuplicate(t *testing.T) {
	for name, err := range map[string]error{"away": away, "reset": reset, "fell behind": fellBehind, "ended": nil} {
		for batch := int64(1); batch <= 2; batch++ {
			for after := 0; after < 5; after++ {
				t.Run(fmt.Sprintf("%s after %d of %d each", name, after, batch), func(t *testing.T) {
					server := serveChanges(t, 5, cut{after: after, err: err}, cut{after: after, err: err})
					server.batch = batch
					changes := watch(t, connect(t, server.address), &model.WatchRequest{FromRevision: 1})

					equal(t, take(t, changes, 5), []int64{1, 2, 3, 4, 5})

					equal(t, changes.ResumeRevision(), int64(6))
				})
			}
		}
	}
}

func TestWatch_FromNow_KeepsItsPlace(t *testing.T) {
	server := serveChanges(t, 7, cut{after: 1, err: away})
	changes := watch(t, connect(t, server.address), nil)
	equal(t, changes.ResumeRevision(), int64(8))

	// Made while no stream may be open.
	server.change(3)

	equal(t, take(t, changes, 3), []int64{8, 9, 10})
	equal(t, server.asked(), []int64{0, 8})
}

func TestWatch_Progress_MovesThePlaceOn(t *testing.T) {
	server := serveChanges(t, 3)
	server.batch = 3
	client := connect(t, server.address)
	changes := watch(t, client, &model.WatchRequest{FromRevision: 1})

	var places []int64
	for i := 0; i < 3; i++ {
		take(t, changes, 1)
		places = append(places, changes.ResumeRevision())
	}

	equal(t, places, []int64{2, 3, 4})
	equal(t, client.LastRevision(), int64(3))
}

func TestWatch_Request_SaysWhatWasAskedForAndHasNoDeadline(t *testing.T) {
	server := serveChanges(t, 1)
	client := connect(t, server.address, maas.WithMetadata("authorization", "Bearer a"), maas.WithTimeout(time.Second))
	request := &model.WatchRequest{
		FromRevision: 1, TenantId: "t", Name: "n", Tags: []string{"a", "b"}, Kinds: []string{"created"},
		ProgressInterval: durationpb.New(500 * time.Millisecond),
	}
	kept := proto.Clone(request)

	changes, err := client.Watch(asking("1"), request)
	must(t, err)
	defer changes.Close()
	equal(t, changes.Next(), true)

	equal(t, changes.Change().Model.Name, "model-1")
	equal(t, proto.Equal(server.requests[0], kept) && proto.Equal(request, kept), true)
	equal(t, server.headers[0].Get("authorization"), []string{"Bearer a"})
	equal(t, server.headers[0].Get("maas-revision"), []string{"1"})
	equal(t, server.limited, false)
}

func TestWatch_WhatWasSeen_IsAskedOfLaterStreams(t *testing.T) {
	server := serveChanges(t, 7, cut{after: 2, err: away})

	take(t, watch(t, connect(t, server.address), &model.WatchRequest{FromRevision: 6}), 2)

	equal(t, server.headers[1].Get("maas-revision"), []string{"6"})
}

func TestWatch_OtherErrors_EndIt(t *testing.T) {
	compacted := map[string]string{"oldest_revision": "40"}
	for name, test := range map[string]struct {
		cut    cut
		code   codes.Code
		reason string
		more   map[string]string
	}{
		"compacted":   {cut{err: withReason(codes.OutOfRange, "REVISION_COMPACTED", compacted)}, codes.OutOfRange, maas.ReasonRevisionCompacted, compacted},
		"wrong":       {cut{err: withReason(codes.InvalidArgument, "INVALID_FIELDS", nil)}, codes.InvalidArgument, "INVALID_FIELDS", nil},
		"fault":       {cut{err: status.Error(codes.Internal, "cut")}, codes.Internal, "", nil},
		"never again": {cut{err: away, trailer: metadata.Pairs("grpc-retry-pushback-ms", "-1")}, codes.Unavailable, "", nil},
	} {
		for _, after := range []int{0, 2} {
			t.Run(fmt.Sprintf("%s after %d", name, after), func(t *testing.T) {
				test.cut.after = after
				server := serveChanges(t, 3, test.cut)

				changes, err := connect(t, server.address).Watch(context.Background(), &model.WatchRequest{FromRevision: 1})
				if after > 0 {
					must(t, err)
					equal(t, []bool{changes.Next(), changes.Next(), changes.Next()}, []bool{true, false, false})
					err = changes.Err()
				}

				var failure *maas.Error
				equal(t, errors.As(err, &failure), true)
				equal(t, []interface{}{failure.Code, failure.Reason, failure.Metadata}, []interface{}{test.code, test.reason, test.more})
				equal(t, len(server.asked()), 1)
			})
		}
	}
}

func TestWatch_NeverBegins_IsGivenUpAfterFourAttempts(t *testing.T) {
	for name, err := range map[string]error{"away": away, "ended": nil} {
		t.Run(name, func(t *testing.T) {
			server := serveChanges(t, 0, cut{err: err}, cut{err: err}, cut{err: err}, cut{err: err}, cut{err: err})

			_, err := connect(t, server.address).Watch(context.Background(), nil)

			equal(t, maas.IsUnavailable(err), true)
			equal(t, len(server.asked()), 4)
		})
	}
}

func TestWatch_HasBegun_IsNeverGivenUp(t *testing.T) {
	server := serveChanges(t, 1, cut{1, away, nil}, cut{err: away}, cut{err: away}, cut{err: away}, cut{err: away}, cut{err: away})
	changes := watch(t, connect(t, server.address), &model.WatchRequest{FromRevision: 1})

	equal(t, take(t, changes, 1), []int64{1})

	equal(t, server.asked(), []int64{1, 1, 1, 1, 1, 1, 1})
}

func TestWatch_EndedWhileItWaits_EndsAtOnce(t *testing.T) {
	later := metadata.Pairs("grpc-retry-pushback-ms", "600000")
	for waits, cuts := range map[string][]cut{"for a change": nil, "for the next stream": {{1, away, later}}} {
		for name, end := range map[string]func(*maas.Client, *maas.Watcher, context.CancelFunc){
			"closed":            func(_ *maas.Client, changes *maas.Watcher, _ context.CancelFunc) { changes.Close() },
			"client closed":     func(client *maas.Client, _ *maas.Watcher, _ context.CancelFunc) { client.Close() },
			"context cancelled": func(_ *maas.Client, _ *maas.Watcher, cancel context.CancelFunc) { cancel() },
		} {
			t.Run(name+" while it waits "+waits, func(t *testing.T) {
				server := serveChanges(t, 0, cuts...)
				client := connect(t, server.address)
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				changes, err := client.Watch(ctx, nil)
				must(t, err)
				began := time.Now()
				// Long enough for Next to wait.
				defer time.AfterFunc(100*time.Millisecond, func() { end(client, changes, cancel) }).Stop()

				equal(t, changes.Next(), false)

				equal(t, time.Since(began) < limit, true)
				if name == "closed" {
					must(t, changes.Err())
				} else {
					madeHere(t, changes.Err(), codes.Canceled)
				}
				select {
				case <-server.ended:
				case <-time.After(limit):
					t.Fatal("the stream is still open")
				}
			})
		}
	}
}

func TestWatch_WhatOneClientChanges_AnotherIsTold(t *testing.T) {
	ctx, writer, reader, name := context.Background(), registry(t), registry(t), newName("go-watched")
	changes := watch(t, reader, &model.WatchRequest{Name: name, Kinds: []string{"created", "tags_changed", "deleted"}})

	created, err := writer.CreateModel(ctx, &model.CreateModelRequest{Name: name, Version: "1", Framework: "onnx"})
	must(t, err)
	_, err = writer.CreateModel(ctx, &model.CreateModelRequest{Name: name + "-other", Version: "1", Framework: "onnx"})
	must(t, err)
	_, err = writer.UpdateModelStatus(ctx, &model.UpdateModelStatusRequest{Id: created.Model.Id, Status: "ready"})
	must(t, err)
	_, err = writer.AddModelTags(ctx, &model.AddModelTagsRequest{ModelId: created.Model.Id, Tags: []string{"a"}})
	must(t, err)
	_, err = writer.DeleteModel(ctx, &model.DeleteModelRequest{Id: created.Model.Id})
	must(t, err)

	var told []*model.Change
	var kinds []string
	for len(told) < 3 && changes.Next() {
		told, kinds = append(told, changes.Change()), append(kinds, changes.Change().Kind)
	}
	must(t, changes.Err())
	equal(t, kinds, []string{"created", "tags_changed", "deleted"})
	equal(t, proto.Equal(told[0].Model, created.Model) && told[2].Model.DeletedAt != nil, true)
	equal(t, []int64{told[2].Revision, reader.LastRevision()}, []int64{writer.LastRevision(), writer.LastRevision()})
	again := watch(t, reader, &model.WatchRequest{FromRevision: told[0].Revision, Name: name, Tags: []string{"a"}})
	equal(t, take(t, again, 2), []int64{told[1].Revision, told[2].Revision})
}

func TestWatch_Refused_SaysWhatIsWrong(t *testing.T) {
	ctx, client := context.Background(), registry(t)
	_, err := client.CreateModel(ctx, &model.CreateModelRequest{Name: newName("go-watched"), Version: "1", Framework: "onnx"})
	must(t, err)
	newest := client.LastRevision()

	_, wrong := client.Watch(ctx, &model.WatchRequest{FromRevision: -1})
	_, early := client.Watch(ctx, &model.WatchRequest{FromRevision: newest + 1000})

	var failure *maas.Error
	equal(t, errors.As(wrong, &failure), true)
	equal(t, []interface{}{failure.Code, len(failure.Fields["from_revision"])}, []interface{}{codes.InvalidArgument, 1})
	equal(t, errors.As(early, &failure), true)
	equal(t, []interface{}{failure.Code, failure.Reason}, []interface{}{codes.OutOfRange, "REVISION_NOT_REACHED"})
	reached, err := strconv.ParseInt(failure.Metadata["newest_revision"], 10, 64)
	must(t, err)
	equal(t, reached >= newest, true)
}
