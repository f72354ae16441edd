package server

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

// maxPage bounds what a pull may ask for.
const maxPage = 1 << 20

func (s *Server) enrol(ctx context.Context, in *struct{ Body wire.EnrolRequest }) (*struct{ Body wire.EnrolResponse }, error) {
	if err := s.checkLine(in.Body); err != nil {
		return nil, s.explain("enrol", err)
	}
	out, err := s.Central.Enrol(ctx, in.Body)
	if err != nil {
		return nil, s.explain("enrol", err)
	}
	tls, err := s.certify(asker{device: out.Device, key: in.Body.Sign}, ledger.Hash{})
	if err == nil && tls != nil {
		out.TLS, err = s.Central.SignTLS(*tls)
	}
	if err != nil {
		return nil, s.explain("enrol", err)
	}
	out.Recovery = s.Recovery
	return &struct{ Body wire.EnrolResponse }{out}, nil
}

func (s *Server) takeBack(ctx context.Context, in *struct{ Body wire.ReturnRequest }) (*struct{ Body struct{} }, error) {
	if err := s.Central.Return(ctx, in.Body); err != nil {
		return nil, s.explain("return", err)
	}
	return &struct{ Body struct{} }{}, nil
}

type helloOutput struct {
	Body ledger.Signed[wire.HelloResponse]
}

func (s *Server) hello(ctx context.Context, in *struct{ Body wire.HelloRequest }) (*helloOutput, error) {
	device := deviceOf(ctx)
	out, err := s.Central.Hello(ctx, device, in.Body)
	if err != nil {
		return nil, s.explain("hello", err)
	}
	if !out.Revoked && !out.Stale {
		if out.TLS, err = s.certify(askerOf(ctx), in.Body.TLS); err != nil {
			return nil, s.explain("hello", err)
		}
		if s.Recovery != nil && s.Recovery.Doc.Serial != in.Body.Recovery {
			out.Recovery = s.Recovery
		}
	}
	out.MinApp = s.MinApp
	if !out.Revoked {
		out.NotBefore = s.slots.next(s.Now())
	}
	s.sessions.open(out.Session, device, out.Epoch)
	signed, err := s.Central.SignHello(out)
	if err != nil {
		return nil, s.explain("hello", err)
	}
	return &helloOutput{signed}, nil
}

type pushInput struct {
	RawBody []byte `contentType:"application/vnd.thamho.frames"`
}

func (s *Server) push(ctx context.Context, in *pushInput) (*struct{ Body wire.PushResponse }, error) {
	entries, err := readFrames(in.RawBody)
	if err != nil {
		return nil, s.explain("push", err)
	}
	out, err := s.Central.Push(ctx, deviceOf(ctx), entries)
	if err != nil {
		return nil, s.explain("push", err)
	}
	s.metrics.blocks.Add(float64(len(entries)))
	return &struct{ Body wire.PushResponse }{out}, nil
}

// readFrames reads a whole body of frames; a cut one changes nothing.
func readFrames(body []byte) ([]ledger.Entry, error) {
	var entries []ledger.Entry
	for r := bytes.NewReader(body); ; {
		e, err := wire.ReadFrame(r)
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if errors.Is(err, wire.ErrCut) {
			return nil, ledger.ErrMalformed
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
}

type pullInput struct {
	Scope    string `query:"scope" required:"true" format:"uuid"`
	After    uint64 `query:"after"`
	MaxBytes int    `query:"max_bytes" minimum:"1"`
	Mine     string `query:"mine" format:"uuid" doc:"own stream of which only the admissions are wanted"`
}

type pullOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (s *Server) pull(ctx context.Context, in *pullInput) (*pullOutput, error) {
	scope, err := uuid.Parse(in.Scope)
	if err != nil {
		return nil, s.explain("pull", ledger.ErrMalformed)
	}
	mine := uuid.Nil
	if in.Mine != "" {
		if mine, err = uuid.Parse(in.Mine); err != nil {
			return nil, s.explain("pull", ledger.ErrMalformed)
		}
	}
	entries, err := s.Central.Pull(ctx, deviceOf(ctx), scope, in.After, min(max(in.MaxBytes, 1), maxPage), mine)
	if err != nil {
		return nil, s.explain("pull", err)
	}
	var body []byte
	for _, e := range entries {
		body = wire.AppendFrame(body, e)
	}
	return &pullOutput{wire.FramesType, body}, nil
}
