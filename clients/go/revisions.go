package maas

import (
	"context"
	"strconv"
	"sync/atomic"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
)

const (
	revisionKey = "maas-revision"
	readKey     = "maas-read"
)

// StrongRead asks a read for the newest state of all, whatever this client has seen:
//
//	registry.GetModel(ctx, request, maas.StrongRead())
func StrongRead() grpc.CallOption { return strongRead{} }

type strongRead struct{ grpc.EmptyCallOption }

// LastRevision gives the highest revision of the registry that an answer or a watch has shown to this client; 0 before the
// first. It is sent with every call, as the metadata maas-revision, and no answer is older. A higher one in the metadata of
// a call's context takes its place, so that another process's client sees what this one has.
func (c *Client) LastRevision() int64 { return c.revisions.last() }

// revisions is the highest revision that a client has seen.
type revisions struct{ highest atomic.Int64 }

func (r *revisions) last() int64 { return r.highest.Load() }

func (r *revisions) saw(revision int64) {
	for {
		highest := r.last()
		if revision <= highest || r.highest.CompareAndSwap(highest, revision) {
			return
		}
	}
}

// read takes the revision from what came with a reply or a refusal; what can't be one is left alone.
func (r *revisions) read(trailer metadata.MD) {
	for _, value := range trailer.Get(revisionKey) {
		if revision, ok := parseRevision(value); ok {
			r.saw(revision)
		}
	}
}

// addTo asks for the revision that the context asks for itself or that was seen, whichever is higher.
func (r *revisions) addTo(ctx context.Context) context.Context {
	sent, _ := metadata.FromOutgoingContext(ctx)
	highest := r.last()
	for _, value := range sent.Get(revisionKey) {
		// What is none is the caller's fault, which the registry tells better.
		if given, ok := parseRevision(value); !ok || given >= highest {
			return ctx
		}
	}
	if highest == 0 {
		return ctx
	}
	sent = sent.Copy()
	sent.Set(revisionKey, strconv.FormatInt(highest, 10))
	return metadata.NewOutgoingContext(ctx, sent)
}

func parseRevision(value string) (int64, bool) {
	// 63 bits, so that a sign is refused and every number is one of Go's int64.
	revision, err := strconv.ParseUint(value, 10, 63)
	return int64(revision), err == nil
}

func addReads(ctx context.Context, options []grpc.CallOption) context.Context {
	for _, option := range options {
		if _, is := option.(strongRead); is {
			return metadata.AppendToOutgoingContext(ctx, readKey, "strong")
		}
	}
	return ctx
}

// carry runs once for each attempt, since what a refused one showed counts for the next.
func (r *revisions) carry(
	ctx context.Context, method string, request, reply interface{}, connection *grpc.ClientConn, invoke grpc.UnaryInvoker,
	options ...grpc.CallOption,
) error {
	var trailer metadata.MD
	ctx = addReads(r.addTo(ctx), options)
	// A slice of its own, since the caller's may have room behind its end.
	err := invoke(ctx, method, request, reply, connection, append(options[:len(options):len(options)], grpc.Trailer(&trailer))...)
	r.read(trailer)
	return err
}
