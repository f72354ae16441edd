package sync

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// sendPhotos sends the pictures that the province does not have, small ones
// first, after all records, and none over a line that is paid for. It lets go
// when somebody saved something: records go before the rest of the pictures.
func (e *Engine) sendPhotos(ctx context.Context, report *Report) error {
	if e.Metered != nil && e.Metered(ctx) {
		return nil
	}
	unsent, err := e.Laptop.UnsentPhotos(ctx)
	if err != nil || len(unsent) == 0 {
		return err
	}
	if err := e.Laptop.Synced(ctx, e.Now()); err != nil { // the records are there, whatever becomes of the pictures
		return err
	}
	for _, p := range unsent {
		err := e.sendPhoto(ctx, p)
		switch {
		case registry.CodeOf(err) == registry.NotFound: // a scope in which this laptop has no right
			continue
		case err != nil:
			return err
		}
		report.Photos++
		e.state.progress(report)
		if len(e.wake) > 0 {
			return nil
		}
	}
	return nil
}

// sendPhoto sends what the server lacks of one picture. A server that holds
// something else under its address says so at the end; then it is sent once more
// from the beginning.
func (e *Engine) sendPhoto(ctx context.Context, p registry.PhotoHead) error {
	for again := false; ; again = true {
		at, err := e.photoState(ctx, p)
		if err != nil {
			return err
		}
		for at.Offset < p.Size && err == nil {
			at, err = e.putPart(ctx, p, at.Offset)
		}
		if err == nil {
			return e.Laptop.PhotoSent(ctx, p.Scope, p.Address)
		}
		if key := registry.KeyOf(err); again || key != "photo_damaged" && key != "photo_offset" {
			return err
		}
	}
}

// photoState asks how much of a picture the server holds.
func (e *Engine) photoState(ctx context.Context, p registry.PhotoHead) (at wire.PhotoState, err error) {
	res, err := e.client.do(ctx, http.MethodHead, wire.PhotoPath(p.Scope, p.Address), nil, "", "")
	if err != nil {
		return at, err
	}
	defer res.Body.Close()
	if at, err = stateIn(res, p); err == nil && at.Length != p.Size {
		at = wire.PhotoState{} // somebody began it under another length
	}
	return at, err
}

// putPart sends the part that begins at an offset.
func (e *Engine) putPart(ctx context.Context, p registry.PhotoHead, offset int64) (at wire.PhotoState, err error) {
	part, err := e.Laptop.PhotoPart(ctx, p.Scope, p.Address, offset)
	if err != nil {
		return at, err
	}
	res, err := e.client.doWith(ctx, http.MethodPatch, wire.PhotoPath(p.Scope, p.Address), part, http.Header{
		"Content-Type":          {wire.PartType},
		wire.HeaderUploadOffset: {strconv.FormatInt(offset, 10)}, wire.HeaderUploadLength: {strconv.FormatInt(p.Size, 10)},
	})
	if err != nil {
		return at, err
	}
	defer res.Body.Close()
	if at, err = stateIn(res, p); err == nil && at.Offset <= offset {
		err = offline(fmt.Errorf("offset %d after %d", at.Offset, offset))
	}
	return at, err
}

// stateIn reads the headers that say how much the server holds of a picture. One
// that it wants no more of, because it has all or because it was taken away for
// ever, counts as held whole.
func stateIn(res *http.Response, p registry.PhotoHead) (at wire.PhotoState, err error) {
	var errs [2]error
	at.Offset, errs[0] = strconv.ParseInt(res.Header.Get(wire.HeaderUploadOffset), 10, 64)
	at.Length, errs[1] = strconv.ParseInt(res.Header.Get(wire.HeaderUploadLength), 10, 64)
	if err := errors.Join(errs[:]...); err != nil || at.Offset < 0 || at.Offset%registry.PhotoPart != 0 && at.Offset != at.Length {
		return at, offline(errors.Join(errors.New("answer about a picture"), err))
	}
	if at.Length > 0 && at.Offset == at.Length {
		at = wire.PhotoState{Offset: p.Size, Length: p.Size}
	}
	return at, nil
}

// FetchPhoto takes a picture from the province that is not here, or not whole.
// The errors are those of Sync, and NotFound when the province does not have it
// either.
func (e *Engine) FetchPhoto(ctx context.Context, scope uuid.UUID, address ledger.Hash) (err error) {
	e.exchange.Lock()
	defer e.exchange.Unlock()
	for range attempts {
		if e.client == nil || e.client.session == "" {
			if _, err = e.hello(ctx); errors.Is(err, errSession) || errors.Is(err, errAgain) {
				continue
			} else if err != nil {
				return err
			}
		}
		if err = e.fetchParts(ctx, scope, address); !errors.Is(err, errSession) {
			return err
		}
		e.client.session = ""
	}
	return offline(err)
}

// fetchParts takes what is missing of a picture, part by part.
func (e *Engine) fetchParts(ctx context.Context, scope uuid.UUID, address ledger.Hash) error {
	for {
		head, err := e.Laptop.PhotoHead(ctx, scope, address)
		if err != nil || head.Size > 0 && head.Held == head.Size {
			return err
		}
		part, length, err := e.fetchPart(ctx, scope, address, head.Held)
		if err != nil {
			return err
		}
		head.Scope, head.Address, head.Size = scope, address, length
		if err := e.Laptop.KeepPhotoPart(ctx, head, part); err != nil {
			return err
		}
	}
}

func (e *Engine) fetchPart(ctx context.Context, scope uuid.UUID, address ledger.Hash, at int64) (part []byte, length int64, err error) {
	res, err := e.client.do(ctx, http.MethodGet, wire.PhotoPath(scope, address)+"?offset="+strconv.FormatInt(at, 10), nil, "", "")
	if err != nil {
		return nil, 0, err
	}
	defer res.Body.Close()
	if part, err = readAll(res); err != nil {
		return nil, 0, offline(err)
	}
	if length, err = strconv.ParseInt(res.Header.Get(wire.HeaderUploadLength), 10, 64); err != nil {
		return nil, 0, offline(err)
	}
	return part, length, nil
}
