package sync

import (
	gosync "sync"

	"github.com/klauspost/compress/zstd"
)

// Codecs for JSON bodies, made at first use; both are safe for concurrent use.
var (
	packer = gosync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false))
		if err != nil {
			panic(err) // fixed options
		}
		return e
	})
	unpacker = gosync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxAnswer))
		if err != nil {
			panic(err)
		}
		return d
	})
)
