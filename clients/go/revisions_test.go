package maas_test

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"

	maas "github.com/maas-registry/maas/clients/go"
	"github.com/maas-registry/maas/clients/go/model"
)

func (s *scripted) sent(key string) []string {
	s.lock.Lock()
	defer s.lock.Unlock()
	var sent []string
	for _, headers := range s.headers {
		sent = append(sent, strings.Join(headers.Get(key), " and "))
	}
	return sent
}

func asking(revision string) context.Context {
	return metadata.AppendToOutgoingContext(context.Background(), "maas-revision", revision)
}

func TestRevisions_OfAnswers_TheHighestIsSentWithEveryCall(t *testing.T) {
	server := serve(t)
	server.revisions = []string{"5", "3", "9223372036854775807"}
	client := connect(t, server.address)
	equal(t, client.LastRevision(), int64(0))

	for i := 0; i < 4; i++ {
		must(t, get(context.Background(), client))
	}

	equal(t, server.sent("maas-revision"), []string{"", "5", "5", "9223372036854775807"})
	equal(t, client.LastRevision(), int64(9223372036854775807))
}

func TestRevisions_OfARefusal_IsSentToo(t *testing.T) {
	server := serve(t, failure{codes.NotFound, metadata.Pairs("maas-revision", "9")})
	client := connect(t, server.address)

	equal(t, maas.IsNotFound(get(context.Background(), client)), true)
	must(t, remove(context.Background(), client))

	equal(t, server.sent("maas-revision"), []string{"", "9"})
}

func TestRevisions_OfAnAttemptThatFailed_IsSentWithTheNext(t *testing.T) {
	server := serve(t, failure{codes.Unavailable, metadata.Pairs("maas-revision", "4")})

	must(t, get(context.Background(), connect(t, server.address)))

	equal(t, server.sent("maas-revision"), []string{"", "4"})
}

func TestRevisions_OfTheCaller_CountsWhereItIsHigher(t *testing.T) {
	server := serve(t)
	server.revisions = []string{"5"}
	client := connect(t, server.address)
	must(t, get(context.Background(), client))

	for _, given := range []string{"4", "6", "a lot"} {
		must(t, get(asking(given), client))
	}

	equal(t, server.sent("maas-revision"), []string{"", "5", "6", "a lot"})
}

func TestRevisions_WhatCannotBeOne_IsLeftAlone(t *testing.T) {
	server := serve(t)
	server.revisions = []string{"", "-1", "+7", "7.0", "1e3", "0x7", "9223372036854775808", strings.Repeat("9", 500), "7,8"}
	client := connect(t, server.address)

	for range server.revisions {
		must(t, get(context.Background(), client))
	}

	equal(t, server.calls(), 9)
	equal(t, client.LastRevision(), int64(0))
}

func TestRevisions_CallsAtOnce_EachSendAtLeastWhatWasSeenBefore(t *testing.T) {
	const goroutines, calls = 4, 50
	server := serve(t)
	server.called = make(chan struct{}, goroutines*calls)
	for revision := 1; revision <= goroutines*calls; revision++ {
		server.revisions = append(server.revisions, strconv.Itoa(revision))
	}
	client := connect(t, server.address)

	var callers sync.WaitGroup
	for i := 0; i < goroutines; i++ {
		callers.Add(1)
		go func() {
			defer callers.Done()
			for j := 0; j < calls; j++ {
				seen := strconv.FormatInt(client.LastRevision(), 10)
				if err := get(metadata.AppendToOutgoingContext(context.Background(), "x-seen-before", seen), client); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	callers.Wait()

	equal(t, client.LastRevision(), int64(goroutines*calls))
	sent, seen := server.sent("maas-revision"), server.sent("x-seen-before")
	equal(t, len(sent), goroutines*calls)
	for i := range sent {
		asked, _ := strconv.Atoi("0" + sent[i])
		before, err := strconv.Atoi(seen[i])
		must(t, err)
		if asked < before {
			t.Errorf("a call asked for %d, when %d was seen before it", asked, before)
		}
	}
}

func TestStrongRead_OfACallOrAListing_IsSent(t *testing.T) {
	server := serve(t)
	client := connect(t, server.address)

	_, err := client.GetModel(context.Background(), &model.GetModelRequest{}, maas.StrongRead())
	must(t, err)
	models := client.Models(nil, maas.StrongRead())
	equal(t, models.Next(context.Background()), false)
	must(t, models.Err())
	must(t, get(context.Background(), client))

	equal(t, server.sent("maas-read"), []string{"strong", "strong", ""})
}

func TestRevisions_OfTheRegistry_AreSeenInAnswersAndRefusals(t *testing.T) {
	writer, reader, refused := registry(t), registry(t), registry(t)
	created, err := writer.CreateModel(context.Background(), &model.CreateModelRequest{Name: newName("go-seen"), Version: "1", Framework: "onnx"})
	must(t, err)
	written := writer.LastRevision()

	_, err = reader.GetModel(
		asking(strconv.FormatInt(written, 10)), &model.GetModelRequest{Id: created.Model.Id}, maas.StrongRead())
	must(t, err)
	_, err = refused.GetModel(context.Background(), &model.GetModelRequest{Id: unknownID})
	equal(t, maas.IsNotFound(err), true)

	equal(t, written > 0 && reader.LastRevision() >= written && refused.LastRevision() >= written, true)
}
