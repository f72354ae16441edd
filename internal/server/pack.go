package server

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	gosync "sync"

	"github.com/klauspost/compress/zstd"
)

var (
	unpacker = gosync.OnceValue(newUnpacker)
	packer   = gosync.OnceValue(newPacker)
)

func newPacker() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithEncoderCRC(false), zstd.WithWindowSize(256<<10))
	if err != nil {
		panic(err) // fixed options
	}
	return e
}

func newUnpacker() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxBody), zstd.WithDecoderMaxWindow(maxBody))
	if err != nil {
		panic(err) // fixed options
	}
	return d
}

// packFrom is the size below which packing saves nothing.
const packFrom = 200

// pack answers JSON compressed to whoever can read it. Frames go out as they
// are: blocks are compressed already, and a broken line must leave whole frames
// behind.
func pack(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "zstd") {
		next(w, r)
		return
	}
	kept := &keptAnswer{ResponseWriter: w, status: http.StatusOK}
	next(kept, r)
	body := kept.body.Bytes()
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if len(body) >= packFrom && strings.Contains(h.Get("Content-Type"), "json") {
		body = packer().EncodeAll(body, nil)
		h.Set("Content-Encoding", "zstd")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(kept.status)
	_, _ = w.Write(body) // the asker is gone: nobody is left to tell
}

// keptAnswer keeps an answer until it is whole.
type keptAnswer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader keeps the status.
func (k *keptAnswer) WriteHeader(status int) { k.status = status }

// Write keeps a part of the body.
func (k *keptAnswer) Write(p []byte) (int, error) { return k.body.Write(p) }
