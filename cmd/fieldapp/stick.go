package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/bundle"
)

// Bundles end in bundleEnd, receipts in receiptEnd.
const (
	bundleEnd  = ".thamho"
	receiptEnd = ".biennhan"
)

// Export writes what waits as a bundle: onto a stick when one is in the laptop,
// else into the folder of the papers. It returns where the file is.
func (h *house) Export(ctx context.Context) (path string, err error) {
	dir, err := folder.Dir()
	if err != nil {
		return "", err
	}
	if sticks := mounted(); len(sticks) > 0 {
		dir = sticks[0]
	}
	path = filepath.Join(dir, "goi_"+time.Now().Format("2006-01-02_1504")+bundleEnd)
	return path, folder.Write(path, func(w io.Writer) error {
		_, err := bundle.Export(ctx, h.store, time.Now(), w)
		return err
	})
}

// TakeReceipts takes every receipt of this laptop that lies on a stick or in the
// folder of the papers, and returns how many there were.
func (h *house) TakeReceipts(ctx context.Context) (taken int, err error) {
	dir, err := folder.Dir()
	if err != nil {
		return 0, err
	}
	var last error
	for _, dir := range append(mounted(), dir) {
		files, err := filepath.Glob(filepath.Join(dir, "*"+receiptEnd))
		if err != nil {
			return taken, err
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err == nil {
				_, err = bundle.TakeReceipt(ctx, h.store, raw)
			}
			if err != nil {
				last = err // another laptop's, most often
				continue
			}
			taken++
		}
	}
	if taken == 0 {
		if last == nil {
			last = errors.New("none was found")
		}
		return 0, &registry.Error{Code: registry.NotFound, Key: "receipt_none", Err: last}
	}
	return taken, nil
}

// mounted are the sticks in the laptop that can be written to.
func mounted() (out []string) {
	user := os.Getenv("USER")
	for _, pattern := range []string{"/media/" + user + "/*", "/run/media/" + user + "/*", "/media/usb*"} {
		found, _ := filepath.Glob(pattern) // the patterns are well formed
		for _, dir := range found {
			if probe, err := os.CreateTemp(dir, ".thamho*"); err == nil {
				_ = probe.Close()
				_ = os.Remove(probe.Name())
				out = append(out, dir)
			}
		}
	}
	return out
}
