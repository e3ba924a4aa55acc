package maas

import (
	"context"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/maas-registry/maas/clients/go/model"
)

const roundRobin = `{"loadBalancingConfig":[{"round_robin":{}}]}`

// Client calls a model registry. It is safe for use by several goroutines, and to be kept for as long as the program runs.
type Client struct {
	connection *grpc.ClientConn
	models     model.ModelServiceClient
	changes    model.WatchServiceClient
	settings   *settings
	revisions  *revisions
	// Done once the client is closed.
	lifetime context.Context
	end      context.CancelFunc
}

// New makes a client, which connects by itself when there is something to call. The address is host:port, or several of
// them with commas between, which take turns, or any target of gRPC, such as dns:///registry.example:9090.
func New(address string, options ...Option) (*Client, error) {
	settings := settings{timeout: DefaultTimeout}
	for _, option := range options {
		option(&settings)
	}
	revisions := &revisions{}
	target, dialOptions := dialing(address, &settings, revisions)
	connection, err := grpc.Dial(target, dialOptions...)
	if err != nil {
		return nil, err
	}
	lifetime, end := context.WithCancel(context.Background())
	return &Client{
		connection, model.NewModelServiceClient(connection), model.NewWatchServiceClient(connection), &settings, revisions, lifetime, end,
	}, nil
}

func dialing(address string, settings *settings, revisions *revisions) (string, []grpc.DialOption) {
	connect := grpc.ConnectParams{Backoff: backoff.DefaultConfig, MinConnectTimeout: longestConnect}
	// A registry that was restarted is soon found again.
	connect.Backoff.BaseDelay = firstReconnect
	connect.Backoff.MaxDelay = longestReconnect

	options := []grpc.DialOption{
		grpc.WithDefaultServiceConfig(roundRobin),
		grpc.WithConnectParams(connect),
		// A connection that died without a word is noticed, also when nobody calls, and before somebody does.
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: pingAfter, Timeout: pingTimeout, PermitWithoutStream: true}),
		grpc.WithChainUnaryInterceptor(settings.withMetadata, settings.withDeadline, asError, repeat, revisions.carry),
	}
	if settings.credentials != nil {
		options = append(options, grpc.WithTransportCredentials(settings.credentials))
	} else {
		// Its successor, credentials/insecure, is not in the oldest gRPC that this package builds with.
		options = append(options, grpc.WithInsecure())
	}
	if strings.Contains(address, ",") {
		several := manual.NewBuilderWithScheme("maas")
		several.InitialState(resolver.State{Addresses: addresses(address)})
		options = append(options, grpc.WithResolvers(several))
		address = "maas:///registry"
	}
	return address, append(options, settings.dialOptions...)
}

func addresses(list string) []resolver.Address {
	var found []resolver.Address
	for _, address := range strings.Split(list, ",") {
		found = append(found, resolver.Address{Addr: strings.TrimSpace(address)})
	}
	return found
}

// Close closes the connections; calls and watches in flight end with code Canceled.
func (c *Client) Close() error {
	c.end()
	return c.connection.Close()
}

// Connection gives the connections, for other services of the same server. Their unary calls get the same metadata,
// deadline, errors and revision.
func (c *Client) Connection() grpc.ClientConnInterface {
	return c.connection
}

// CreateModel registers a model. With a request_id, such as a new UUID, it is safe to repeat.
func (c *Client) CreateModel(
	ctx context.Context, request *model.CreateModelRequest, options ...grpc.CallOption,
) (*model.CreateModelResponse, error) {
	return c.models.CreateModel(ctx, request, options...)
}

// GetModel reads one model.
func (c *Client) GetModel(
	ctx context.Context, request *model.GetModelRequest, options ...grpc.CallOption,
) (*model.GetModelResponse, error) {
	return c.models.GetModel(ctx, request, options...)
}

// ListModels reads one page of models; Models reads all.
func (c *Client) ListModels(
	ctx context.Context, request *model.ListModelsRequest, options ...grpc.CallOption,
) (*model.ListModelsResponse, error) {
	return c.models.ListModels(ctx, request, options...)
}

// UpdateModel changes the fields that the request's update_mask names, also to nothing, or without a mask those that are
// not empty.
func (c *Client) UpdateModel(
	ctx context.Context, request *model.UpdateModelRequest, options ...grpc.CallOption,
) (*model.UpdateModelResponse, error) {
	return c.models.UpdateModel(ctx, request, options...)
}

// DeleteModel hides a model and frees its name and version.
func (c *Client) DeleteModel(
	ctx context.Context, request *model.DeleteModelRequest, options ...grpc.CallOption,
) (*emptypb.Empty, error) {
	return c.models.DeleteModel(ctx, request, options...)
}

// UpdateModelStatus moves a model to another status.
func (c *Client) UpdateModelStatus(
	ctx context.Context, request *model.UpdateModelStatusRequest, options ...grpc.CallOption,
) (*model.UpdateModelStatusResponse, error) {
	return c.models.UpdateModelStatus(ctx, request, options...)
}

// AddModelTags adds tags; those that the model has stay as they are.
func (c *Client) AddModelTags(
	ctx context.Context, request *model.AddModelTagsRequest, options ...grpc.CallOption,
) (*emptypb.Empty, error) {
	return c.models.AddModelTags(ctx, request, options...)
}

// RemoveModelTags removes tags; those that the model lacks are passed over.
func (c *Client) RemoveModelTags(
	ctx context.Context, request *model.RemoveModelTagsRequest, options ...grpc.CallOption,
) (*emptypb.Empty, error) {
	return c.models.RemoveModelTags(ctx, request, options...)
}

// SetModelMetadata replaces a model's whole metadata.
func (c *Client) SetModelMetadata(
	ctx context.Context, request *model.SetModelMetadataRequest, options ...grpc.CallOption,
) (*emptypb.Empty, error) {
	return c.models.SetModelMetadata(ctx, request, options...)
}

// GetModelMetadata reads a model's whole metadata.
func (c *Client) GetModelMetadata(
	ctx context.Context, request *model.GetModelMetadataRequest, options ...grpc.CallOption,
) (*model.GetModelMetadataResponse, error) {
	return c.models.GetModelMetadata(ctx, request, options...)
}
