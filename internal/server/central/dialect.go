package central

import (
	"bytes"
	"io/fs"
)

// dialectFS holds the migrations as an engine takes them, so that there is one
// copy of the schema.
type dialectFS struct {
	fs.FS
	schema func(string) string
}

// Open opens a folder as it is and a file with its text turned.
func (d dialectFS) Open(name string) (fs.File, error) {
	f, err := d.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	defer f.Close()
	raw, err := fs.ReadFile(d.FS, name)
	if err != nil {
		return nil, err
	}
	return turned{bytes.NewReader([]byte(d.schema(string(raw)))), info}, nil
}

// turned is a migration's text.
type turned struct {
	*bytes.Reader
	info fs.FileInfo
}

// Stat tells of the file as it was embedded; nobody asks for its size.
func (t turned) Stat() (fs.FileInfo, error) { return t.info, nil }

// Close does nothing.
func (turned) Close() error { return nil }
