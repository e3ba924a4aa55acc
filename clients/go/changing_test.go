package maas_test

import (
	"fmt"
	"net"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/maas-registry/maas/clients/go/model"
)

// changing is a watch service in this process that has changes from 1 to newest, a few in a response, and ends its streams
// where a test says; streams that are not cut stay open.
type changing struct {
	model.UnimplementedWatchServiceServer
	address string
	batch   int64
	ended   chan struct{}

	lock     sync.Mutex
	changed  chan struct{}
	newest   int64
	cuts     []cut
	requests []*model.WatchRequest
	headers  []metadata.MD
	// Whether any stream had a deadline.
	limited bool
}

// cut is how one stream ends: after a number of responses, the first of which has no change.
type cut struct {
	after int
	err   error
	// Sent with the error.
	trailer metadata.MD
}

var away = status.Error(codes.Unavailable, "cut")

func serveChanges(t *testing.T, newest int64, cuts ...cut) *changing {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	c := &changing{
		address: listener.Addr().String(), batch: 1, newest: newest, cuts: cuts,
		ended: make(chan struct{}, 100), changed: make(chan struct{}),
	}
	server := grpc.NewServer()
	model.RegisterWatchServiceServer(server, c)
	served := make(chan error)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return c
}

func (c *changing) Watch(request *model.WatchRequest, stream model.WatchService_WatchServer) error {
	defer func() { c.ended <- struct{}{} }()
	headers, _ := metadata.FromIncomingContext(stream.Context())
	_, limited := stream.Context().Deadline()
	c.lock.Lock()
	c.requests, c.headers, c.limited = append(c.requests, request), append(c.headers, headers), c.limited || limited
	end := cut{after: -1}
	if len(c.cuts) > 0 {
		end, c.cuts = c.cuts[0], c.cuts[1:]
	}
	behind := request.FromRevision - 1
	if request.FromRevision == 0 {
		behind = c.newest
	}
	c.lock.Unlock()

	for sent := 0; sent != end.after; sent++ {
		response := &model.WatchResponse{Revision: behind}
		if sent > 0 && !c.next(stream, response) {
			return nil
		}
		behind = response.Revision
		if err := stream.Send(response); err != nil {
			return err
		}
	}
	stream.SetTrailer(end.trailer)
	return end.err
}

// next waits for changes behind the response's revision, and adds them.
func (c *changing) next(stream model.WatchService_WatchServer, response *model.WatchResponse) bool {
	for {
		c.lock.Lock()
		newest, changed := c.newest, c.changed
		c.lock.Unlock()
		if newest > response.Revision {
			for last := response.Revision + c.batch; response.Revision < newest && response.Revision < last; {
				response.Revision++
				response.Changes = append(response.Changes, &model.Change{
					Revision: response.Revision, Kind: "created", Model: &model.Model{Name: fmt.Sprintf("model-%d", response.Revision)},
				})
			}
			return true
		}
		select {
		case <-changed:
		case <-stream.Context().Done():
			return false
		}
	}
}

// change makes changes.
func (c *changing) change(times int64) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.newest += times
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *changing) asked() []int64 {
	c.lock.Lock()
	defer c.lock.Unlock()
	var asked []int64
	for _, request := range c.requests {
		asked = append(asked, request.FromRevision)
	}
	return asked
}
