package vault

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// PageReader reads a sealed database page by page, past SQLite: for a file whose
// structure is broken while most of its pages are good. It sees what the log holds
// as SQLite would. Nobody may write the file meanwhile. Not for several goroutines.
type PageReader struct {
	vault  *Vault
	main   *os.File
	log    *os.File // nil when there is none
	frames map[uint32]int64
	count  int
}

// ReadPages opens a database of this vault and its log, neither of which is
// changed.
func (v *Vault) ReadPages(path string) (*PageReader, error) {
	r := &PageReader{vault: v, frames: map[uint32]int64{}}
	var err error
	if r.main, err = os.Open(path); err != nil {
		return nil, fmt.Errorf("vault: read pages: %w", err)
	}
	info, err := r.main.Stat()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("vault: read pages: %w", err), r.Close())
	}
	r.count = int(info.Size() / PageSize)
	r.log, err = os.Open(path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("vault: read pages: %w", err), r.Close())
	}
	r.readLog()
	return r, nil
}

// Close ends the reading.
func (r *PageReader) Close() error {
	err := r.main.Close()
	if r.log != nil {
		err = errors.Join(err, r.log.Close())
	}
	return err
}

// Count is how many pages there are.
func (r *PageReader) Count() int { return r.count }

// Page returns page n, from 1 on, in clear; false when it can't be read or its
// seal does not hold. The newest good version is given: where the one in the log is
// spoiled, the one in the file.
func (r *PageReader) Page(n int) ([]byte, bool) {
	if off, ok := r.frames[uint32(n)]; ok {
		if page, ok := r.at(r.log, boundWAL, off); ok {
			return page, true
		}
	}
	return r.at(r.main, boundMain, int64(n-1)*PageSize)
}

func (r *PageReader) at(f *os.File, kind byte, off int64) ([]byte, bool) {
	page := make([]byte, PageSize)
	if _, err := f.ReadAt(page, off); err != nil {
		return nil, false
	}
	return page, r.vault.pages.open(page, kind, off) == nil
}

// The head of a log: what it counts its checksums in, and its salts.
const (
	logOrder = 3 // the byte whose last bit says big-endian
	logSalts = 16
)

// readLog notes the newest committed version of each page in the log. A page in
// the middle that can't be read is passed over by the checksum that its frame's
// head bears.
func (r *PageReader) readLog() {
	head := make([]byte, walHead)
	if _, err := r.log.ReadAt(head, 0); err != nil {
		return
	}
	order := binary.ByteOrder(binary.LittleEndian)
	if head[logOrder]&1 == 1 {
		order = binary.BigEndian
	}
	sum := logSum{order: order}
	sum.add(head[:24])
	pending, frame := map[uint32]int64{}, make([]byte, frameHead)
	for off := int64(walHead); ; off += frameSize {
		if _, err := r.log.ReadAt(frame, off); err != nil {
			return
		}
		r.vault.pages.frame.permute(frame[hidden:], uint64(off), false)
		if !bytes.Equal(frame[8:16], head[logSalts:24]) {
			return
		}
		stored := logSum{order, binary.BigEndian.Uint32(frame[16:]), binary.BigEndian.Uint32(frame[20:])}
		if page, ok := r.at(r.log, boundWAL, off+frameHead); ok {
			sum.add(frame[:8])
			if sum.add(page); sum != stored {
				return // left over from a transaction that was taken back
			}
			pending[binary.BigEndian.Uint32(frame)] = off + frameHead
		}
		sum = stored
		if size := binary.BigEndian.Uint32(frame[4:]); size > 0 { // the end of a transaction
			for n, at := range pending {
				r.frames[n] = at
			}
			clear(pending)
			r.count = max(r.count, int(size))
		}
	}
}

// logSum is the checksum that runs through a log.
type logSum struct {
	order binary.ByteOrder
	a, b  uint32
}

func (s *logSum) add(p []byte) {
	for ; len(p) >= 8; p = p[8:] {
		s.a += s.order.Uint32(p) + s.b
		s.b += s.order.Uint32(p[4:]) + s.a
	}
}
