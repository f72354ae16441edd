package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/photo"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui"
)

// FetchPhoto takes a picture of a paper from the province.
func (h *house) FetchPhoto(ctx context.Context, scope uuid.UUID, address ledger.Hash) error {
	return h.engine.FetchPhoto(ctx, scope, address)
}

// Metered tells whether pictures wait for a better line.
func (h *house) Metered(ctx context.Context) bool {
	on, err := h.store.Setting(ctx, ui.SettingMetered)
	if err != nil {
		h.log.Error("setting", "key", ui.SettingMetered, "err", err)
	}
	return on == "1"
}

// A camera's command gets so long, and may write so much.
const (
	shutter     = 45 * time.Second
	maxPhotoOut = photo.MaxSource + 1
)

// Shoot runs the camera's command, which writes a picture to its output: not into
// a file, where it would lie about in the clear. The words of the command are
// divided by spaces; no shell reads them. What it wrote is anybody's guess until
// it was decoded.
func (h *house) Shoot(ctx context.Context, command string) ([]byte, error) {
	return shoot(ctx, command, shutter)
}

func shoot(ctx context.Context, command string, patience time.Duration) ([]byte, error) {
	words := strings.Fields(command)
	if len(words) == 0 {
		return nil, &registry.Error{Code: registry.NotFound, Key: "camera_none"}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	full := &bounded{w: &out, left: maxPhotoOut}
	cmd.Stdout = full
	err := cmd.Run()
	switch {
	case full.left <= 0:
		return nil, &registry.Error{Code: registry.Invalid, Key: "photo_large", Err: err}
	case err != nil || out.Len() == 0:
		return nil, &registry.Error{Code: registry.Invalid, Key: "camera_failed", Err: errors.Join(err, ctx.Err())}
	}
	return out.Bytes(), nil
}

// bounded takes so many bytes and then refuses, which ends the writer.
type bounded struct {
	w    io.Writer
	left int
}

// Write takes what still fits.
func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left <= 0 {
		return 0, io.ErrShortWrite
	}
	return b.w.Write(p)
}
