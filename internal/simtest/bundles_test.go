package simtest

import (
	"bytes"
	"context"
	"slices"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/bundle"
)

// parcel is a file on its way between a laptop and the province: a bundle, or
// what comes back for one.
type parcel struct {
	laptop *laptop
	file   []byte
	bring  func(context.Context, *laptop, []byte) error
}

// export writes a laptop's bundle.
func (w *world) export(ctx context.Context, l *laptop) error {
	if l.wiped(ctx) {
		return nil
	}
	var file bytes.Buffer
	if _, _, err := bundle.Export(ctx, l.store, l.now(), &file); err != nil {
		return err
	}
	w.post = append(w.post, parcel{l, file.Bytes(), w.receive})
	return nil
}

// carry brings one of the files: in any order, perhaps damaged, perhaps again,
// perhaps never.
func (w *world) carry(ctx context.Context) error {
	if len(w.post) == 0 {
		return nil
	}
	i := w.rng.IntN(len(w.post))
	p := w.post[i]
	if w.rng.IntN(2) == 0 {
		w.post = slices.Delete(w.post, i, i+1)
	}
	switch w.rng.IntN(8) {
	case 0:
		return nil // lost
	case 1:
		if err := p.bring(ctx, p.laptop, w.damaged(p.file)); registry.CodeOf(err) != registry.Invalid && !p.laptop.wiped(ctx) {
			return violation("a damaged file was not refused: %v", err)
		}
		return nil
	}
	err := p.bring(ctx, p.laptop, p.file)
	switch registry.CodeOf(err) {
	case registry.Invalid, registry.NotFound, registry.Denied: // it came too late, or for somebody who is not there any more
		err = nil
	}
	if err != nil {
		return err
	}
	return w.onward(ctx, p.laptop)
}

// damaged is a file that was cut, or of which one bit is another.
func (w *world) damaged(file []byte) []byte {
	at := int(w.rng.Float64() * float64(len(file)-1)) // its length is not the same in every run; the last byte is the end of a line
	if w.rng.IntN(2) == 0 {
		return file[:at]
	}
	out := slices.Clone(file)
	out[at] ^= 1 << w.rng.IntN(8)
	return out
}

// receive gives a bundle to the server and puts the receipt, and what the laptop
// lacks, on the way back.
func (w *world) receive(ctx context.Context, l *laptop, file []byte) error {
	arrival, receipt, err := bundle.Receive(ctx, w.central, w.keys.Sign, w.now(), bytes.NewReader(file))
	if err != nil {
		return err
	}
	w.post = append(w.post, parcel{l, receipt, func(ctx context.Context, l *laptop, file []byte) error {
		_, err := bundle.TakeReceipt(ctx, l.store, file)
		return err
	}})
	var down bytes.Buffer
	if _, err := bundle.Answer(ctx, w.central, w.keys.Sign, w.now(), arrival, &down); err != nil {
		return err
	}
	w.post = append(w.post, parcel{l, down.Bytes(), func(ctx context.Context, l *laptop, file []byte) error {
		_, err := bundle.TakeDown(ctx, l.store, bytes.NewReader(file))
		return err
	}})
	return nil
}
