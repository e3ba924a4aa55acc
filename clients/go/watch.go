package maas

import (
	"context"
	"errors"
	"io"
	"sync/atomic"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/maas-registry/maas/clients/go/model"
)

const (
	// ReasonRevisionCompacted is the reason of an error about a revision that the change log no longer has; Error.Metadata
	// has the oldest_revision that it has. Read the models again, and watch from there.
	ReasonRevisionCompacted = "REVISION_COMPACTED"

	reasonFellBehind = "WATCH_FELL_BEHIND"
)

// Watcher gives changes in the order of their revisions, without a gap and without a duplicate. A stream that is cut, or that
// the registry cut because its reader was too slow, is followed by another from behind the last change. It is for one
// goroutine, but for Close and ResumeRevision.
//
//	changes, err := registry.Watch(ctx, &model.WatchRequest{})
//	if err != nil {
//		...
//	}
//	defer changes.Close()
//	for changes.Next() {
//		fmt.Println(changes.Change().GetKind())
//	}
//	if err := changes.Err(); err != nil {
//		...
//	}
type Watcher struct {
	client  *Client
	ctx     context.Context
	cancel  context.CancelFunc
	closed  atomic.Bool
	options []grpc.CallOption
	request *model.WatchRequest
	stream  model.WatchService_WatchClient
	pauses  pauses
	// Attempts that are left until the first response: before it the registry may just not be there, and the watch is a
	// call like others.
	left   int
	begun  bool
	resume atomic.Int64

	received []*model.Change
	current  *model.Change
	err      error
}

// Watch opens a stream of the changes that match the request, and returns once it has begun: what is changed from then on is
// seen. A nil request matches all changes from now on. The context ends the stream; it gets no deadline of the client's.
func (c *Client) Watch(ctx context.Context, request *model.WatchRequest, options ...grpc.CallOption) (*Watcher, error) {
	if request == nil {
		request = &model.WatchRequest{}
	}
	w := &Watcher{client: c, options: options, request: proto.Clone(request).(*model.WatchRequest), left: attempts - 1}
	w.resume.Store(request.GetFromRevision())
	w.ctx, w.cancel = context.WithCancel(ctx)
	go func() {
		select {
		case <-c.lifetime.Done():
			w.cancel()
		case <-w.ctx.Done():
		}
	}()
	if !w.receive() {
		w.cancel()
		return nil, w.err
	}
	return w, nil
}

// Next waits for the next change, and tells whether there is one: false after Close, or with an error, which Err gives.
func (w *Watcher) Next() bool {
	w.current = nil
	for len(w.received) == 0 {
		if w.err != nil || w.closed.Load() || !w.receive() {
			return false
		}
	}
	if w.closed.Load() {
		return false
	}
	w.current, w.received = w.received[0], w.received[1:]
	if len(w.received) > 0 {
		w.resume.Store(w.current.GetRevision() + 1)
	} else {
		w.resume.Store(w.request.GetFromRevision())
	}
	return true
}

// Change gives the change that Next moved to.
func (w *Watcher) Change() *model.Change { return w.current }

// ResumeRevision gives the from_revision with which another watch goes on behind what Next moved to, also in another process.
// It moves on without changes too, as the registry tells how far it is. It may be called by any goroutine.
func (w *Watcher) ResumeRevision() int64 { return w.resume.Load() }

// Err gives what ended the watch, other than Close.
func (w *Watcher) Err() error { return w.err }

// Close ends the stream, and a Next that waits. It may be called by any goroutine, and more than once.
func (w *Watcher) Close() {
	w.closed.Store(true)
	w.cancel()
}

// receive waits for one response, over as many streams as that takes; it is false at the end.
func (w *Watcher) receive() bool {
	for {
		response, err := w.read()
		if err == nil {
			w.keep(response)
			return true
		}
		var trailer metadata.MD
		if w.stream != nil {
			trailer = w.stream.Trailer()
			w.client.revisions.read(trailer)
			w.stream = nil
		}
		if w.closed.Load() {
			return false
		}
		if !w.pause(err, trailer) {
			return false
		}
	}
}

func (w *Watcher) read() (*model.WatchResponse, error) {
	if w.stream == nil {
		ctx := w.client.revisions.addTo(w.client.settings.addMetadata(w.ctx))
		stream, err := w.client.changes.Watch(ctx, w.request, w.options...)
		if err != nil {
			return nil, err
		}
		w.stream = stream
	}
	return w.stream.Recv()
}

func (w *Watcher) keep(response *model.WatchResponse) {
	w.begun, w.pauses = true, pauses{}
	w.received = response.GetChanges()
	w.client.revisions.saw(response.GetRevision())
	if next := response.GetRevision() + 1; next > w.request.GetFromRevision() {
		w.request.FromRevision = next
	}
	if len(w.received) == 0 {
		w.resume.Store(w.request.GetFromRevision())
	}
}

// pause waits until it is time for another stream, and tells whether there is to be one.
func (w *Watcher) pause(err error, trailer metadata.MD) bool {
	if errors.Is(err, io.EOF) {
		// As where something between here and there ends it well: the registry never does.
		err = status.Error(codes.Unavailable, "the stream ended")
	}
	failure := read(status.Convert(err))
	fellBehind := failure.Code == codes.OutOfRange && failure.Reason == reasonFellBehind
	// CANCELLED by nobody here: the registry resets the stream of a reader that takes nothing, which leaves no room for a status.
	reset := failure.Code == codes.Canceled && w.ctx.Err() == nil
	if failure.Code == codes.Unavailable || reset || fellBehind {
		if w.begun || w.left > 0 {
			w.left--
			if wait, again := w.pauses.after(trailer); again && sleep(w.ctx, wait) {
				return true
			}
		}
		if w.ctx.Err() != nil {
			failure = read(status.FromContextError(w.ctx.Err()))
		}
	}
	if !w.closed.Load() {
		w.err = failure
	}
	return false
}
