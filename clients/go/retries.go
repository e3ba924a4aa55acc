package maas

import (
	"context"
	"math/rand"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/maas-registry/maas/clients/go/model"
)

const (
	attempts     = 4
	firstPause   = 50 * time.Millisecond
	longestPause = 500 * time.Millisecond
)

// repeat makes calls that are safe to repeat again while the registry is unavailable, within their deadline. gRPC's own
// retries can't look into a message, and in older versions work only where an environment variable turns them on.
func repeat(
	ctx context.Context, method string, request, reply interface{}, connection *grpc.ClientConn, invoke grpc.UnaryInvoker,
	options ...grpc.CallOption,
) error {
	var pauses pauses
	for attempt := 1; ; attempt++ {
		var trailer metadata.MD
		// A slice of its own, since the caller's may have room behind its end.
		err := invoke(ctx, method, request, reply, connection, append(options[:len(options):len(options)], grpc.Trailer(&trailer))...)
		if status.Code(err) != codes.Unavailable || attempt == attempts || !isRepeatable(request) {
			return err
		}
		wait, again := pauses.after(trailer)
		if !again {
			return err
		}
		if !sleep(ctx, wait) {
			if ctx.Err() != nil {
				return status.FromContextError(ctx.Err()).Err()
			}
			return err
		}
	}
}

func isRepeatable(request interface{}) bool {
	switch request := request.(type) {
	case *model.GetModelRequest, *model.ListModelsRequest, *model.GetModelMetadataRequest:
		return true
	case *model.CreateModelRequest:
		// The registry makes one model, however often it is told to.
		return request.GetRequestId() != ""
	case *model.AddModelTagsRequest:
		// With an etag, the repetition of a change that was made, but not heard of, would be told that it comes too late.
		return request.GetEtag() == ""
	case *model.RemoveModelTagsRequest:
		return request.GetEtag() == ""
	default:
		// SetModelMetadata too would undo what somebody else set in between.
		return false
	}
}

// pauses are the waits after one failure and the next.
type pauses struct{ last time.Duration }

// after tells how long to wait, and whether the server is to be called again at all.
func (p *pauses) after(trailer metadata.MD) (time.Duration, bool) {
	if pushback := trailer.Get("grpc-retry-pushback-ms"); len(pushback) > 0 {
		// What is not a number of milliseconds, such as -1, asks not to be called again.
		milliseconds, err := strconv.ParseUint(pushback[0], 10, 31)
		return time.Duration(milliseconds) * time.Millisecond, err == nil
	}
	if p.last == 0 {
		p.last = firstPause
	} else if p.last *= 2; p.last > longestPause {
		p.last = longestPause
	}
	return scattered(p.last), true
}

// scattered makes clients that failed together not come back together. Its source is its own, since before Go 1.20 every
// program's common one gives the same numbers.
func scattered(pause time.Duration) time.Duration {
	random := rand.New(rand.NewSource(time.Now().UnixNano()))
	return time.Duration(float64(pause) * (0.8 + 0.4*random.Float64()))
}

// sleep tells whether there is time left afterwards; if there would be none, it does not wait.
func sleep(ctx context.Context, pause time.Duration) bool {
	if deadline, has := ctx.Deadline(); has && time.Until(deadline) <= pause {
		return false
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
