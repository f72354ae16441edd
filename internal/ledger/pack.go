package ledger

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// dictionary is that of protocol version 1: what lines have in common, so that
// a block of one visit is small too. It never changes within the version.
//
//go:generate go run ../demo/traindict -id 1952972801 -o v1.zdict
//go:embed v1.zdict
var dictionary []byte

// The codecs are made at first use: each holds buffers that a program which
// only reads headers never needs. Both are safe for concurrent use through
// EncodeAll and DecodeAll.
var (
	encoder = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault),
			zstd.WithEncoderConcurrency(2), zstd.WithEncoderCRC(false), zstd.WithWindowSize(MaxRaw), zstd.WithEncoderDict(dictionary))
		if err != nil {
			panic(err) // fixed options: fails on every machine or on none
		}
		return e
	})
	decoder = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2),
			zstd.WithDecoderMaxMemory(MaxRaw), zstd.WithDecoderMaxWindow(1<<20), zstd.WithDecoderDicts(dictionary))
		if err != nil {
			panic(err)
		}
		return d
	})
)

// pack compresses the NDJSON of a block.
func pack(raw []byte) []byte { return encoder().EncodeAll(raw, make([]byte, 0, len(raw)/4+64)) }

// unpack gives back at most MaxRaw bytes, whatever the body claims to hold.
func unpack(body []byte) ([]byte, error) {
	raw, err := decoder().DecodeAll(body, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack block: %w", ErrMalformed)
	}
	if len(raw) > MaxRaw {
		return nil, fmt.Errorf("unpack block: %w", ErrTooLarge)
	}
	return raw, nil
}
