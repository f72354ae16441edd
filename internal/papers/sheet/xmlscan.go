package sheet

import (
	"bytes"
	"errors"
	"io"
)

// xmlScan reads XML of which it holds one tag and one text at a time, each
// bounded, so that a file of any size costs the same memory. It knows what the
// parts of a workbook use and no more: entities are never defined, a document
// type is an error, and names are told by what follows their prefix.
type xmlScan struct {
	in     io.Reader
	buf    []byte // what was read and not consumed is buf[at:]
	at     int
	tag    []byte // the tag that next returned, without < and >
	long   []byte // a tag that did not lie in buf whole
	raw    []byte // a run of text as it stands in the file
	text   []byte // the text of an element, decoded
	open   nameStack
	closed bool // the tag was <x/>: its end is due
	rooted bool // an element was seen
}

const (
	bufferSize = 64 << 10
	// maxTag bounds one tag with its attributes.
	maxTag = 64 << 10
	// maxRun bounds a run of text between two tags. An escaped character takes
	// eight bytes (&#x1EA1;), one that is escaped twice more.
	maxRun = 16 * maxCell
)

// token is what next found.
type token int

const (
	tokenEnd token = iota // of the document
	tokenOpen
	tokenClose
)

var (
	errXML     = errors.New("malformed XML")
	errLongRun = bad(keyLongCell, errors.New("text longer than a cell may hold"))
)

func newXMLScan(in io.Reader) *xmlScan {
	return &xmlScan{in: in, buf: make([]byte, 0, bufferSize)}
}

// next skips to the next opening or closing tag. For <x/> it returns both.
func (s *xmlScan) next() (token, error) {
	if s.closed {
		s.closed = false
		return tokenClose, s.open.pop(tagName(s.tag))
	}
	for {
		if err := s.skipTo('<'); errors.Is(err, io.EOF) {
			return tokenEnd, s.complete()
		} else if err != nil {
			return tokenEnd, err
		}
		found, err := s.markup()
		if err != nil || found != tokenEnd {
			return found, unexpected(err)
		}
	}
}

// complete tells whether the document may end here.
func (s *xmlScan) complete() error {
	if !s.rooted || !s.open.empty() {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// name is the local name of the tag that next returned.
func (s *xmlScan) name() string { return wellKnown(local(tagName(s.tag))) }

// attr returns an attribute of the tag that next returned, by local name. The
// bytes are good until the next call.
func (s *xmlScan) attr(name string) []byte {
	rest := s.tag[len(tagName(s.tag)):]
	for {
		key, value, after, ok := cutAttr(rest)
		if !ok {
			return nil
		}
		if string(local(key)) == name {
			return value
		}
		rest = after
	}
}

// content returns the text of the element that next opened, up to and with its
// end; elements within it are left out. The bytes are good until the next call.
func (s *xmlScan) content() ([]byte, error) {
	s.text = s.text[:0]
	if s.closed {
		_, err := s.next()
		return s.text, err
	}
	for depth := 1; ; {
		if err := s.gather(depth == 1); err != nil {
			return nil, unexpected(err)
		}
		found, err := s.markupOrData(depth == 1)
		switch {
		case err != nil:
			return nil, unexpected(err)
		case found == tokenOpen && s.closed:
			_, err = s.next()
		case found == tokenOpen:
			depth++
		case found == tokenClose:
			depth--
		}
		if err != nil || depth == 0 {
			return s.text, err
		}
	}
}

// gather reads text up to the next <, which it consumes, and keeps it decoded
// when it is wanted.
func (s *xmlScan) gather(want bool) error {
	if !want {
		return s.skipTo('<')
	}
	s.raw = s.raw[:0]
	for {
		i := bytes.IndexByte(s.buf[s.at:], '<')
		if i >= 0 {
			run := s.buf[s.at : s.at+i]
			if len(s.raw) > 0 {
				s.raw = append(s.raw, run...)
				run = s.raw
			}
			s.at += i + 1
			s.text = appendText(s.text, run)
			return s.fits(len(s.text))
		}
		s.raw = append(s.raw, s.buf[s.at:]...)
		s.at = len(s.buf)
		if err := s.fits(len(s.raw)); err != nil {
			return err
		}
		if err := s.fill(); err != nil {
			return err
		}
	}
}

func (s *xmlScan) fits(n int) error {
	if n > maxRun {
		return errLongRun
	}
	return nil
}

// unexpected makes the end of the file within a tag or a text what it is.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
