package sheet

import (
	"bytes"
	"fmt"
)

// markup reads what follows a <. It returns tokenEnd for what is no tag:
// comments, instructions and character data, which it skips.
func (s *xmlScan) markup() (token, error) { return s.markupOrData(false) }

// markupOrData is markup that keeps character data when it is wanted.
func (s *xmlScan) markupOrData(want bool) (token, error) {
	c, err := s.peek(1)
	if err != nil {
		return tokenEnd, err
	}
	switch c[0] {
	case '?':
		return tokenEnd, s.skipPast("?>", false)
	case '!':
		return tokenEnd, s.declaration(want)
	case '/':
		return s.closing()
	}
	return s.opening()
}

// declaration reads what follows <!: a comment or character data.
func (s *xmlScan) declaration(want bool) error {
	if c, err := s.peek(3); err != nil {
		return err
	} else if string(c) == "!--" {
		s.at += 3
		return s.skipPast("-->", false)
	}
	if c, err := s.peek(8); err != nil {
		return err
	} else if string(c) != "![CDATA[" {
		return fmt.Errorf("%w: a document type", errXML)
	}
	s.at += 8
	return s.skipPast("]]>", want)
}

func (s *xmlScan) opening() (token, error) {
	if err := s.readTag(); err != nil {
		return tokenEnd, err
	}
	if n := len(s.tag); n > 0 && s.tag[n-1] == '/' {
		s.tag, s.closed = s.tag[:n-1], true
	}
	s.rooted = true
	return tokenOpen, s.open.push(tagName(s.tag))
}

func (s *xmlScan) closing() (token, error) {
	s.at++
	if err := s.readTag(); err != nil {
		return tokenEnd, err
	}
	return tokenClose, s.open.pop(tagName(s.tag))
}

// readTag reads up to the > that is not within quotes. The tag mostly lies in
// the buffer whole, and stays there.
func (s *xmlScan) readTag() error {
	rest := s.buf[s.at:]
	if i := bytes.IndexByte(rest, '>'); i >= 0 && quotesClosed(rest[:i]) {
		s.tag = rest[:i]
		s.at += i + 1
		return nil
	}
	err := s.readLongTag()
	s.tag = s.long
	return err
}

// quotesClosed tells whether what follows is surely not within quotes.
func quotesClosed(b []byte) bool {
	return bytes.Count(b, []byte{'"'})%2 == 0 && bytes.IndexByte(b, '\'') < 0
}

func (s *xmlScan) readLongTag() error {
	s.long = s.long[:0]
	for quote := byte(0); ; {
		for i, c := range s.buf[s.at:] {
			switch {
			case quote == 0 && c == '>':
				s.long = append(s.long, s.buf[s.at:s.at+i]...)
				s.at += i + 1
				return nil
			case quote == c:
				quote = 0
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			}
		}
		s.long = append(s.long, s.buf[s.at:]...)
		s.at = len(s.buf)
		if len(s.long) > maxTag {
			return fmt.Errorf("%w: endless tag", errXML)
		}
		if err := s.fill(); err != nil {
			return err
		}
	}
}

// skipPast consumes up to and with the mark, and keeps what stands before it as
// text when it is wanted.
func (s *xmlScan) skipPast(mark string, want bool) error {
	for {
		rest := s.buf[s.at:]
		i := bytes.Index(rest, []byte(mark))
		n, step := i, i+len(mark)
		if i < 0 { // the mark may begin in the last bytes
			n = max(0, len(rest)-len(mark)+1)
			step = n
		}
		if want {
			s.text = appendValid(s.text, rest[:n])
			if err := s.fits(len(s.text)); err != nil {
				return err
			}
		}
		s.at += step
		if i >= 0 {
			return nil
		}
		if err := s.fill(); err != nil {
			return err
		}
	}
}

// skipTo consumes up to and with the next c.
func (s *xmlScan) skipTo(c byte) error {
	for {
		if i := bytes.IndexByte(s.buf[s.at:], c); i >= 0 {
			s.at += i + 1
			return nil
		}
		s.at = len(s.buf)
		if err := s.fill(); err != nil {
			return err
		}
	}
}

// peek returns the next n bytes without consuming them.
func (s *xmlScan) peek(n int) ([]byte, error) {
	for len(s.buf)-s.at < n {
		if err := s.fill(); err != nil {
			return nil, err
		}
	}
	return s.buf[s.at : s.at+n], nil
}

// fill reads more behind what is not consumed yet, which is always little.
func (s *xmlScan) fill() error {
	s.buf = s.buf[:copy(s.buf, s.buf[s.at:])]
	s.at = 0
	for range 100 {
		n, err := s.in.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: no more bytes", errXML)
}
