package main

import (
	"context"
	"sync"

	"google.golang.org/grpc/stats"
)

// compressedFlags keeps, for the messages that a call has received, whether each came compressed.
type compressedFlags struct {
	lock  sync.Mutex
	flags []bool
}

type compressedKey struct{}

func (c *compressedFlags) all() []bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	return append([]bool(nil), c.flags...)
}

func (c *compressedFlags) last() bool {
	flags := c.all()
	return flags[len(flags)-1]
}

func compressedFlagsOf(ctx context.Context) *compressedFlags {
	return ctx.Value(compressedKey{}).(*compressedFlags)
}

// compressionWatch is a stats handler: statistics are where grpc-go tells a message's length on the wire.
type compressionWatch struct{}

func (compressionWatch) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context {
	if ctx.Value(compressedKey{}) != nil {
		return ctx
	}
	return context.WithValue(ctx, compressedKey{}, &compressedFlags{})
}

func (compressionWatch) HandleRPC(ctx context.Context, s stats.RPCStats) {
	if in, ok := s.(*stats.InPayload); ok {
		flags := compressedFlagsOf(ctx)
		flags.lock.Lock()
		defer flags.lock.Unlock()
		// Zeros, which the payloads are, become shorter; an uncompressed message is longer by its prefix.
		flags.flags = append(flags.flags, in.WireLength < in.Length)
	}
}

func (compressionWatch) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context {
	return ctx
}

func (compressionWatch) HandleConn(context.Context, stats.ConnStats) {}
