package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Limits of what a zip may unfold to. A list of 200,000 people comes to 150 MB
// at a ratio below 30.
const (
	maxUnpacked  = 2 << 30
	maxRatio     = 200
	freeUnpacked = 64 << 20 // below this the ratio does not matter
	maxDirectory = 4 << 20  // of the zip itself
	maxSmallPart = 8 << 20  // of the parts that only describe the workbook
)

// pack is the zip that holds a workbook. Names are told without regard to case
// or to the kind of slash, since not every program that writes them agrees.
type pack struct {
	parts map[string]*zip.File
	size  int64 // of the file, which alone is sure
}

func openPack(r io.ReaderAt, size int64) (*pack, error) {
	counted := &firstReads{r: r, left: maxDirectory}
	zr, err := zip.NewReader(counted, size)
	if counted.left < 0 {
		return nil, bad(keyTooBig, errors.New("zip directory too long"))
	}
	if err != nil {
		return nil, bad(keyBroken, err)
	}
	counted.free = true
	zr.RegisterDecompressor(zip.Deflate, flate.NewReader)
	p := &pack{parts: make(map[string]*zip.File, len(zr.File)), size: size}
	for _, f := range zr.File {
		p.parts[partName(f.Name)] = f
	}
	return p, nil
}

// partName is the name under which a part is looked up.
func partName(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+name), "/"))
}

// hasMacros tells whether the workbook brings a program.
func (p *pack) hasMacros() bool {
	for name := range p.parts {
		if strings.HasPrefix(path.Base(name), "vbaproject") {
			return true
		}
	}
	return false
}

// budget is how much may still be read in one go, over all its parts.
type budget struct {
	read, limit int64
	packed      int64
}

func (p *pack) budget(limit int64) *budget { return &budget{limit: limit, packed: p.size} }

func (b *budget) spend(n int) error {
	b.read += int64(n)
	if b.read > b.limit || b.read > freeUnpacked && b.read/maxRatio > b.packed {
		return bad(keyTooBig, errors.New("the zip unfolds to too much"))
	}
	return nil
}

// part is an open part. Reading fails once the context is done or the budget is
// spent, so no step within it can take long.
type part struct {
	ctx  context.Context // lives no longer than one call of rows
	in   io.ReadCloser
	left *budget
	done *progress
}

// open opens a part for reading as XML.
func (p *pack) open(ctx context.Context, name string, left *budget, done *progress) (*xmlScan, io.Closer, error) {
	f, ok := p.parts[partName(name)]
	if !ok {
		return nil, nil, bad(keyBroken, errors.New("part missing: "+name))
	}
	rc, err := f.Open()
	if err != nil {
		return nil, nil, bad(keyBroken, err)
	}
	in := &part{ctx: ctx, in: rc, left: left, done: done}
	text, err := asUTF8(in)
	if err != nil {
		return nil, nil, errors.Join(err, rc.Close())
	}
	return newXMLScan(text), rc, nil
}

// asUTF8 decodes a part that is UTF-16, which the standard allows and a byte
// order mark tells.
func asUTF8(in io.Reader) (io.Reader, error) {
	mark := make([]byte, len(bomLE))
	n, err := io.ReadFull(in, mark)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	in = io.MultiReader(bytes.NewReader(mark[:n]), in)
	if bytes.Equal(mark, bomLE) || bytes.Equal(mark, bomBE) {
		in = transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	return in, nil
}

// sizeOf is what the zip says of a part's size: for the progress only.
func (p *pack) sizeOf(name string) int64 {
	f, ok := p.parts[partName(name)]
	if !ok || f.UncompressedSize64 > maxUnpacked {
		return 0
	}
	return int64(f.UncompressedSize64)
}

func (p *part) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := p.in.Read(b)
	p.done.add(n)
	if over := p.left.spend(n); over != nil {
		return 0, over
	}
	return n, err
}

// firstReads bounds how much of the file is read as its directory, which
// the zip package would otherwise keep in memory whatever its size.
type firstReads struct {
	r    io.ReaderAt
	left int64
	free bool
}

func (c *firstReads) ReadAt(b []byte, at int64) (int, error) {
	if !c.free {
		if c.left -= int64(len(b)); c.left < 0 {
			return 0, io.ErrShortBuffer
		}
	}
	return c.r.ReadAt(b, at)
}
