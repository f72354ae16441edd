package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/bundle"
	"thamho.vn/internal/ui/screen"
)

// Bundles end in bundleEnd; what comes back from the province in receiptEnd and
// downEnd.
const (
	bundleEnd  = ".thamho"
	receiptEnd = ".biennhan"
	downEnd    = ".goive"
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
		_, err := h.writeBundle(ctx, path, w)
		return err
	})
}

// settingCarried names the bundles that have no receipt yet.
const settingCarried = "bundles"

// writeBundle writes a bundle and notes that its file has to be kept until the
// receipt comes.
func (h *house) writeBundle(ctx context.Context, path string, w io.Writer) (blocks int, err error) {
	head, blocks, err := bundle.Export(ctx, h.store, time.Now(), w)
	if err != nil || blocks == 0 { // one that only asks holds nothing
		return blocks, err
	}
	carried, err := h.Carried(ctx)
	if err != nil {
		return blocks, err
	}
	return blocks, h.setCarried(ctx, append(carried, screen.Carried{ID: head.ID.String(), At: time.UnixMilli(head.At), Path: path}))
}

// Carried returns the bundles that have no receipt yet, the oldest first.
func (h *house) Carried(ctx context.Context) (out []screen.Carried, err error) {
	text, err := h.store.Setting(ctx, settingCarried)
	if err != nil || text == "" {
		return nil, err
	}
	return out, json.Unmarshal([]byte(text), &out)
}

// maxCarried is how many bundles are remembered; a later one holds what an
// earlier one did.
const maxCarried = 20

func (h *house) setCarried(ctx context.Context, all []screen.Carried) error {
	text, err := json.Marshal(all[max(0, len(all)-maxCarried):])
	if err != nil {
		return err
	}
	return h.store.SetSetting(ctx, settingCarried, string(text))
}

// TakeBack takes every receipt and every file of blocks for this laptop that lies
// on a stick or in the folder of the papers.
func (h *house) TakeBack(ctx context.Context) (taken screen.TakenBack, err error) {
	dir, err := folder.Dir()
	if err != nil {
		return taken, err
	}
	var last error
	for _, dir := range append(mounted(), dir) {
		for _, end := range []string{receiptEnd, downEnd} {
			files, err := filepath.Glob(filepath.Join(dir, "*"+end))
			if err != nil {
				return taken, err
			}
			slices.Sort(files) // their names begin with the day
			for _, file := range files {
				got, err := h.takeFile(ctx, file)
				if err != nil {
					last = err // another laptop's, most often
				}
				taken.Receipts += got.Receipts
				taken.Downs += got.Downs
				taken.Blocks += got.Blocks
			}
		}
	}
	if taken.Receipts+taken.Downs > 0 {
		return taken, nil
	}
	if last == nil || registry.KeyOf(last) == "receipt_other" || registry.KeyOf(last) == "down_other" {
		return taken, &registry.Error{Code: registry.NotFound, Key: "receipt_none", Err: last}
	}
	return taken, last
}

// maxBack bounds a file that comes back, in bytes.
const maxBack = 256 << 20

// takeFile takes a receipt, or blocks, by what the file begins with.
func (h *house) takeFile(ctx context.Context, file string) (got screen.TakenBack, err error) {
	f, err := os.Open(file)
	if err != nil {
		return got, &registry.Error{Code: registry.NotFound, Key: "file_unread", Err: err}
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxBack))
	if err != nil {
		return got, &registry.Error{Code: registry.NotFound, Key: "file_unread", Err: err}
	}
	if bundle.IsDown(raw) {
		n, err := bundle.TakeDown(ctx, h.store, bytes.NewReader(raw))
		if err != nil {
			return got, err
		}
		return screen.TakenBack{Downs: 1, Blocks: n}, nil
	}
	receipt, err := bundle.TakeReceipt(ctx, h.store, raw)
	if err != nil {
		return got, err
	}
	carried, err := h.Carried(ctx)
	if err != nil {
		return got, err
	}
	left := slices.DeleteFunc(carried, func(c screen.Carried) bool { return c.ID == receipt.Bundle.String() })
	return screen.TakenBack{Receipts: 1}, h.setCarried(ctx, left)
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
