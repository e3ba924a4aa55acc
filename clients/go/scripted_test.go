package maas_test

import (
	"context"
	"net"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	maas "github.com/maas-registry/maas/clients/go"
	"github.com/maas-registry/maas/clients/go/model"
)

// scripted is a server in this process that fails as a test says, for what a real registry can't be made to do. Once it
// has no failures left, it answers well.
type scripted struct {
	model.UnimplementedModelServiceServer
	address string
	server  *grpc.Server

	lock     sync.Mutex
	failures []failure
	headers  []metadata.MD
	// Said with good answers in turn; once it is out of them, it says none.
	revisions []string
	// Whether it answers no call before the test is over.
	holds    bool
	released chan struct{}
	called   chan struct{}
}

type failure struct {
	code    codes.Code
	trailer metadata.MD
}

func serve(t *testing.T, failures ...failure) *scripted {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{address: listener.Addr().String(), failures: failures, called: make(chan struct{}, 100), released: make(chan struct{})}
	s.server = grpc.NewServer(grpc.UnaryInterceptor(s.answer))
	model.RegisterModelServiceServer(s.server, s)
	ended := make(chan error)
	go func() { ended <- s.server.Serve(listener) }()
	t.Cleanup(func() {
		close(s.released)
		s.server.Stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *scripted) answer(
	ctx context.Context, _ interface{}, call *grpc.UnaryServerInfo, _ grpc.UnaryHandler,
) (interface{}, error) {
	headers, _ := metadata.FromIncomingContext(ctx)
	s.lock.Lock()
	s.headers = append(s.headers, headers)
	var next *failure
	if len(s.failures) > 0 {
		next, s.failures = &s.failures[0], s.failures[1:]
	}
	var good metadata.MD
	if next == nil && len(s.revisions) > 0 {
		good, s.revisions = metadata.Pairs("maas-revision", s.revisions[0]), s.revisions[1:]
	}
	s.lock.Unlock()
	s.called <- struct{}{}
	if s.holds {
		<-s.released
	}
	if next != nil {
		if err := grpc.SetTrailer(ctx, next.trailer); err != nil {
			return nil, err
		}
		return nil, status.Error(next.code, "scripted")
	}
	if err := grpc.SetTrailer(ctx, good); err != nil {
		return nil, err
	}
	// An empty message is a reply of any type.
	return &emptypb.Empty{}, nil
}

func (s *scripted) calls() int {
	s.lock.Lock()
	defer s.lock.Unlock()
	return len(s.headers)
}

func connect(t *testing.T, address string, options ...maas.Option) *maas.Client {
	t.Helper()
	client, err := maas.New(address, append([]maas.Option{maas.WithTimeout(limit)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}
