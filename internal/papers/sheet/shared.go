package sheet

import (
	"errors"
	"io"
	"os"
)

// shared holds the texts that the cells of a workbook share: the first in
// memory, the rest in a temporary file, for a list of 200,000 people has more of
// them than a small laptop has room for.
type shared struct {
	ends  []uint32 // where each text ends; maxUnpacked fits
	head  []byte   // the first maxHead bytes of all texts
	tail  *os.File // the rest; nil until there is any
	fresh []byte   // what is not in tail yet
	cache [blocks]block
}

const (
	maxHead   = 8 << 20
	maxTexts  = 16 << 20 // more than Excel writes for a full sheet of our width
	blockSize = 4 << 10
	blocks    = 1 << 10
)

// block is a piece of tail. Texts are mostly asked for in the order in which
// they stand, so a piece serves many.
type block struct {
	at   int64 // 1-based, so that the zero block holds nothing
	data []byte
}

// add appends a text.
func (s *shared) add(text []byte) error {
	if len(s.ends) >= maxTexts {
		return bad(keyTooBig, errors.New("too many shared strings"))
	}
	// What no cell may hold is kept just too long, for its row to tell.
	text = text[:min(len(text), maxCellBytes+1)]
	s.ends = append(s.ends, s.end()+uint32(len(text)))
	if s.tail == nil && len(s.head)+len(text) <= maxHead {
		s.head = append(s.head, text...)
		return nil
	}
	s.fresh = append(s.fresh, text...)
	if len(s.fresh) < bufferSize {
		return s.spill()
	}
	return s.flush()
}

func (s *shared) end() uint32 {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// spill makes the temporary file.
func (s *shared) spill() error {
	if s.tail != nil {
		return nil
	}
	f, err := os.CreateTemp("", "sheet-*.tmp")
	if err != nil {
		return ownFault(err)
	}
	s.tail = f
	return nil
}

// flush writes what is fresh to the temporary file.
func (s *shared) flush() error {
	if len(s.fresh) == 0 {
		return nil
	}
	if err := s.spill(); err != nil {
		return err
	}
	if _, err := s.tail.Write(s.fresh); err != nil {
		return ownFault(err)
	}
	s.fresh = s.fresh[:0]
	return nil
}

// appendTo appends a text to dst; false says that there is no such text.
func (s *shared) appendTo(dst []byte, index int) ([]byte, bool, error) {
	if s == nil || index < 0 || index >= len(s.ends) {
		return dst, false, nil
	}
	from := int64(0)
	if index > 0 {
		from = int64(s.ends[index-1])
	}
	n := int(int64(s.ends[index]) - from)
	if n == 0 {
		return dst, true, nil
	}
	if head := int64(len(s.head)); from >= head {
		dst, err := s.fromTail(dst, from-head, n)
		return dst, true, err
	}
	return append(dst, s.head[from:from+int64(n)]...), true, nil
}

// fromTail appends n bytes of the temporary file.
func (s *shared) fromTail(dst []byte, from int64, n int) ([]byte, error) {
	for n > 0 {
		data, err := s.block(from / blockSize)
		if err != nil {
			return dst, err
		}
		in := int(from % blockSize)
		if in >= len(data) {
			return dst, ownFault(io.ErrUnexpectedEOF)
		}
		piece := data[in:min(len(data), in+n)]
		dst = append(dst, piece...)
		from += int64(len(piece))
		n -= len(piece)
	}
	return dst, nil
}

func (s *shared) block(number int64) ([]byte, error) {
	b := &s.cache[number%blocks]
	if b.at == number+1 {
		return b.data, nil
	}
	if b.data == nil {
		b.data = make([]byte, blockSize)
	}
	n, err := s.tail.ReadAt(b.data[:blockSize], number*blockSize)
	if err != nil && !errors.Is(err, io.EOF) {
		b.at = 0
		return nil, ownFault(err)
	}
	b.at, b.data = number+1, b.data[:n]
	return b.data, nil
}

// Close removes the temporary file.
func (s *shared) Close() error {
	if s == nil || s.tail == nil {
		return nil
	}
	return errors.Join(s.tail.Close(), os.Remove(s.tail.Name()))
}
