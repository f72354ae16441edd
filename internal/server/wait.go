package server

import (
	"context"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/sync/wire"
)

// waiting is how many laptops may wait for news at once, and how many scopes one
// may name. Who comes beyond that is told to ask now and then, as all others do.
const (
	waiting    = 256
	waitScopes = 256
)

// wait answers when a scope has more than the asker, or when the time is over.
func (s *Server) wait(ctx context.Context, in *struct{ Body wire.WaitRequest }) (*struct{ Body wire.WaitResponse }, error) {
	select {
	case s.waiters <- struct{}{}:
		defer func() { <-s.waiters }()
	default:
		return nil, s.explain("wait", errBusy)
	}
	at := in.Body.At[:min(len(in.Body.At), waitScopes)]
	scopes := make([]uuid.UUID, len(at))
	for i, p := range at {
		scopes[i] = p.Scope
	}
	news, stop := s.Central.Watch(scopes)
	defer stop()
	over := time.NewTimer(time.Duration(min(max(in.Body.Seconds, 0), wire.LongestWait)) * time.Second)
	defer over.Stop()
	for {
		moved, err := s.Central.Moved(ctx, deviceOf(ctx), at)
		if err != nil {
			return nil, s.explain("wait", err)
		}
		if len(moved) > 0 {
			return &struct{ Body wire.WaitResponse }{wire.WaitResponse{Moved: moved}}, nil
		}
		select {
		case <-news:
		case <-over.C:
			return &struct{ Body wire.WaitResponse }{wire.WaitResponse{Moved: moved}}, nil
		case <-ctx.Done():
			return nil, s.explain("wait", ctx.Err())
		}
	}
}
