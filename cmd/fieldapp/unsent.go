package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	"thamho.vn/internal/sync/bundle"
)

// unsentFile is what was not acknowledged when the laptop was locked or left: a
// bundle, encrypted for the province, which needs no key to be sent.
const unsentFile = "chua-gui" + bundleEnd

// layOut seals what was written and lays it beside the database; when nothing
// waits, nothing lies there.
func layOut(ctx context.Context, dir string, st *store.Store, log *slog.Logger) {
	ctx = context.WithoutCancel(ctx)
	path := filepath.Join(dir, unsentFile)
	err := folder.Write(path, func(w io.Writer) error {
		_, blocks, err := bundle.Export(ctx, st, time.Now(), w)
		if err == nil && blocks == 0 {
			err = &registry.Error{Code: registry.NotFound, Key: "bundle_empty"} // so that no file is left
		}
		return err
	})
	if registry.CodeOf(err) == registry.NotFound {
		err = os.Remove(path)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	if err != nil {
		log.Error("lay out what was not sent", "err", err)
	}
}

func writes(raw []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(raw)
		return err
	}
}
