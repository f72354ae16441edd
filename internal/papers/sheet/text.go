package sheet

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// textFile is an open CSV. It implements book.
type textFile struct {
	file source
	size int64
	code encoding.Encoding // nil for UTF-8 as it stands
	from int64             // bytes of the byte order mark
	form form
}

var _ book = (*textFile)(nil)

// openText finds out how a text file is written.
func openText(file source, size int64) (*textFile, error) {
	if size > maxUnpacked {
		return nil, bad(keyTooBig, nil)
	}
	t := &textFile{file: file, size: size}
	if err := t.findEncoding(); err != nil {
		return nil, bad(keyGone, err)
	}
	sample := make([]byte, sampleSize)
	n, err := io.ReadFull(t.reader(context.Background(), &progress{}), sample)
	whole := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !whole {
		return nil, bad(keyGone, err)
	}
	if whole && len(bytes.Trim(sample[:n], " \t\r\n\x00")) == 0 {
		return nil, bad(keyEmpty, nil)
	}
	t.form = guessForm(sample[:n], whole)
	return t, nil
}

// findEncoding reads the whole file: a single byte at its end may tell that the
// rest was no UTF-8 either. What has no mark and is no UTF-8 is taken byte by
// byte, so that the letters of an old Vietnamese font stay what they look like
// in a spreadsheet; bytes that Windows-1252 leaves undefined become U+0081 and
// the like. What is marked as UTF-8 is held to it: its faults become U+FFFD.
func (t *textFile) findEncoding() error {
	mark := make([]byte, len(bomUTF8))
	n, err := t.file.ReadAt(mark, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch mark = mark[:n]; {
	case bytes.HasPrefix(mark, bomLE), bytes.HasPrefix(mark, bomBE):
		t.code = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
		return nil
	case bytes.Equal(mark, bomUTF8):
		t.code, t.from = unicode.UTF8, int64(n)
		return nil
	}
	valid, err := isUTF8(io.NewSectionReader(t.file, 0, t.size))
	if !valid {
		t.code = byteText{}
	}
	return err
}

// isUTF8 reads a stream up to its first fault.
func isUTF8(r io.Reader) (bool, error) {
	buf := make([]byte, 0, bufferSize)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return false, err
		}
		whole := len(buf)
		if !last {
			whole -= cutRune(buf)
		}
		if !utf8.Valid(buf[:whole]) {
			return false, nil
		}
		if last {
			return true, nil
		}
		buf = buf[:copy(buf, buf[whole:])]
	}
}

// cutRune is how many bytes at the end of b begin a character without ending it.
func cutRune(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// reader reads the file from its beginning, as UTF-8.
func (t *textFile) reader(ctx context.Context, done *progress) io.Reader {
	in := &part{
		ctx: ctx, done: done, left: &budget{limit: maxUnpacked, packed: t.size},
		in: io.NopCloser(io.NewSectionReader(t.file, t.from, t.size-t.from)),
	}
	if t.code == nil {
		return in
	}
	return t.code.NewDecoder().Reader(bufio.NewReaderSize(in, bufferSize))
}

func (t *textFile) rows(ctx context.Context, name string, done *progress, yield func(Row) bool) error {
	if name != "" {
		return noSheet(name)
	}
	done.expect(t.size)
	in := bufio.NewReaderSize(t.reader(ctx, done), bufferSize)
	if _, err := in.Discard(t.form.skip); err != nil {
		return err
	}
	var row rowBuild
	records := &records{in: in, sep: t.form.sep}
	for n := 1; ; n++ {
		row.begin(n)
		_, err := records.next(row.put)
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return explainRow(err, n)
		}
		if !row.blank() && !yield(row.row()) {
			return errStopped
		}
		if ended {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

func (t *textFile) names() []string { return []string{""} }

func (t *textFile) date1904() bool { return false }

func (t *textFile) Close() error { return t.file.Close() }
