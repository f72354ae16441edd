package fieldwork

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thamho.vn/internal/registry"
)

// KeepDraft keeps a form as it is being typed, and returns when.
func (w *Work) KeepDraft(ctx context.Context, key string, form any) (time.Time, error) {
	body, err := json.Marshal(form)
	if err != nil {
		return time.Time{}, fmt.Errorf("encode draft %s: %w", key, err)
	}
	at := w.now()
	return at, w.store.SaveDraft(ctx, registry.Draft{Key: key, Owner: w.user, Body: body, At: at})
}

// OpenDraft fills form with the draft kept under key, if there is one. A draft
// that this version can't read stays where it is; the error has the key
// draft_unreadable.
func (w *Work) OpenDraft(ctx context.Context, key string, form any) (at time.Time, ok bool, err error) {
	d, ok, err := w.store.Draft(ctx, key, w.user)
	if err != nil || !ok {
		return time.Time{}, false, err
	}
	if err := json.Unmarshal(d.Body, form); err != nil {
		return time.Time{}, false, &registry.Error{Code: registry.Invalid, Key: "draft_unreadable", Err: err}
	}
	return d.At, true, nil
}

// DropDraft forgets a draft; "" and one that is not there are no error.
func (w *Work) DropDraft(ctx context.Context, key string) error {
	if key == "" {
		return nil
	}
	return w.store.DropDraft(ctx, key, w.user)
}
