package server

import (
	"context"

	"golang.org/x/sync/semaphore"

	"thamho.vn/internal/registry"
)

// How many requests may be here at once, how many bytes of bodies they may
// bring, and how many of them are unpacked and worked on at a time. The bytes
// keep the server small: 883 laptops that push at one instant bring some tens
// of kilobytes each, and wait here as they came, compressed.
const (
	present   = 1088 + waiting
	bodyBytes = 96 << 20
	working   = 64
)

// gate lets a bounded number in, makes them bring bounded bodies, and lets few
// of them work.
type gate struct {
	present chan struct{}
	bodies  *semaphore.Weighted
	working *semaphore.Weighted
}

func newGate() *gate {
	return &gate{present: make(chan struct{}, present), bodies: semaphore.NewWeighted(bodyBytes), working: semaphore.NewWeighted(working)}
}

// enter lets a request in. When the house is full it answers at once that the
// server is busy.
func (g *gate) enter() (leave func(), err error) {
	select {
	case g.present <- struct{}{}:
		return func() { <-g.present }, nil
	default:
		return nil, errBusy
	}
}

// carry waits until a body of so many bytes may be read.
func (g *gate) carry(ctx context.Context, size int64) (drop func(), err error) {
	if err := g.bodies.Acquire(ctx, size); err != nil {
		return nil, err
	}
	return func() { g.bodies.Release(size) }, nil
}

// work waits for a place to work.
func (g *gate) work(ctx context.Context) (done func(), err error) {
	if err := g.working.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { g.working.Release(1) }, nil
}

// errBusy asks the laptop to come again later.
var errBusy = &registry.Error{Code: registry.Offline, Key: "busy"}
