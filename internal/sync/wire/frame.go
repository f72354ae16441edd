package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"thamho.vn/internal/ledger"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// ErrCut is for a stream of frames that ends inside a frame, or whose frame
// was damaged on the way. What came before is good.
var ErrCut = errors.New("frames cut")

// AppendFrame adds an entry as a frame: length and CRC-32C of the payload, 4
// bytes big-endian each, then the payload.
func AppendFrame(b []byte, e ledger.Entry) []byte {
	payload := e.Bytes()
	b = binary.BigEndian.AppendUint32(b, uint32(len(payload)))
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(payload, castagnoli))
	return append(b, payload...)
}

// ReadFrame reads the next entry. io.EOF means that the frames ended where a
// frame ends; ErrCut that the line broke; ledger.ErrMalformed and ErrTooLarge
// that the other end sent something else.
func ReadFrame(r io.Reader) (ledger.Entry, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		if errors.Is(err, io.EOF) {
			return ledger.Entry{}, io.EOF
		}
		return ledger.Entry{}, fmt.Errorf("frame head: %w", errors.Join(ErrCut, err))
	}
	size := binary.BigEndian.Uint32(head[:])
	if size > ledger.MaxEntry {
		return ledger.Entry{}, fmt.Errorf("frame of %d bytes: %w", size, ledger.ErrTooLarge)
	}
	payload := make([]byte, size)
	if _, err := io.ReadFull(r, payload); err != nil {
		return ledger.Entry{}, fmt.Errorf("frame: %w", errors.Join(ErrCut, err))
	}
	if crc32.Checksum(payload, castagnoli) != binary.BigEndian.Uint32(head[4:]) {
		return ledger.Entry{}, fmt.Errorf("frame checksum: %w", ErrCut)
	}
	return ledger.ParseEntry(payload)
}
