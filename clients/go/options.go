package maas

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
)

// DefaultTimeout is how long a call may take, with all its attempts, whose context has no deadline.
const DefaultTimeout = 5 * time.Second

const (
	pingAfter        = 10 * time.Second
	pingTimeout      = 20 * time.Second
	longestConnect   = 5 * time.Second
	firstReconnect   = 100 * time.Millisecond
	longestReconnect = 2 * time.Second
)

// Option changes how a client calls.
type Option func(*settings)

type settings struct {
	timeout     time.Duration
	metadata    []string
	credentials credentials.TransportCredentials
	dialOptions []grpc.DialOption
}

// WithTimeout says how long a call may take whose context has no deadline, instead of DefaultTimeout.
func WithTimeout(timeout time.Duration) Option {
	return func(settings *settings) { settings.timeout = timeout }
}

// WithMetadata sends keys and values in turn with every call, such as "authorization", "Bearer …". What belongs to one
// call, such as x-request-id, goes into its context, by metadata.AppendToOutgoingContext.
func WithMetadata(keysAndValues ...string) Option {
	return func(settings *settings) { settings.metadata = append(settings.metadata, keysAndValues...) }
}

// WithTransportCredentials makes the client speak TLS.
func WithTransportCredentials(credentials credentials.TransportCredentials) Option {
	return func(settings *settings) { settings.credentials = credentials }
}

// WithDialOptions passes options on to gRPC, beside or instead of this package's. Interceptors run once for each attempt.
func WithDialOptions(options ...grpc.DialOption) Option {
	return func(settings *settings) { settings.dialOptions = append(settings.dialOptions, options...) }
}

func (s *settings) withMetadata(
	ctx context.Context, method string, request, reply interface{}, connection *grpc.ClientConn, invoke grpc.UnaryInvoker,
	options ...grpc.CallOption,
) error {
	return invoke(s.addMetadata(ctx), method, request, reply, connection, options...)
}

func (s *settings) addMetadata(ctx context.Context) context.Context {
	if len(s.metadata) == 0 {
		return ctx
	}
	return metadata.AppendToOutgoingContext(ctx, s.metadata...)
}

func (s *settings) withDeadline(
	ctx context.Context, method string, request, reply interface{}, connection *grpc.ClientConn, invoke grpc.UnaryInvoker,
	options ...grpc.CallOption,
) error {
	if _, has := ctx.Deadline(); !has {
		limited, cancel := context.WithTimeout(ctx, s.timeout)
		defer cancel()
		ctx = limited
	}
	return invoke(ctx, method, request, reply, connection, options...)
}
