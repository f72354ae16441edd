package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"testing"

	"thamho.vn/internal/ledger"
)

// frameOf frames bytes that may be no entry at all.
func frameOf(payload []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(payload, castagnoli))
	return append(b, payload...)
}

func TestReadFrameTellsWhatIsWrong(t *testing.T) {
	whole := frameOf([]byte("not an entry"))
	large := binary.BigEndian.AppendUint32(nil, ledger.MaxEntry+1)
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"nothing":            {nil, io.EOF},
		"half a head":        {whole[:5], ErrCut},
		"a cut payload":      {whole[:len(whole)-1], ErrCut},
		"a flipped bit":      {append(bytes.Clone(whole[:len(whole)-1]), whole[len(whole)-1]^1), ErrCut},
		"more than allowed":  {append(large, 0, 0, 0, 0), ledger.ErrTooLarge},
		"no entry within":    {frameOf(make([]byte, 8)), ledger.ErrMalformed},
		"an empty payload":   {frameOf(nil), ledger.ErrMalformed},
		"the largest length": {bytes.Repeat([]byte{0xff}, 8), ledger.ErrTooLarge},
	} {
		if _, err := ReadFrame(bytes.NewReader(c.raw)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever comes in, reading frames ends without a panic, and what was read
// frames to the same bytes again.
func FuzzReadFrame(f *testing.F) {
	f.Add([]byte{})
	f.Add(frameOf([]byte("not an entry")))
	f.Add(frameOf(make([]byte, 8)))
	f.Add(bytes.Repeat([]byte{0xff}, 16))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := bytes.NewReader(raw)
		for at := 0; ; {
			e, err := ReadFrame(r)
			if err != nil {
				return
			}
			again := AppendFrame(nil, e)
			if !bytes.Equal(again, raw[at:at+len(again)]) {
				t.Fatalf("framed anew: % x, was % x", again, raw[at:])
			}
			at += len(again)
		}
	})
}
