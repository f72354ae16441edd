package profile

import (
	"os"
	"path/filepath"

	"thamho.vn/internal/host"
	"thamho.vn/internal/registry"
)

// LowRoom is how much room a disk must have, in bytes: with less the next busy
// day may fill it.
const LowRoom = 200 << 20

// Ground is what the data folder lies on.
type Ground struct {
	Free      uint64   // bytes that may still be written
	Cloud     string   // the program that copies the folder to a cloud, "" for none
	Conflicts []string // names of second copies that such a program made of the database
}

// Low tells whether the disk is nearly full.
func (g Ground) Low() bool { return g.Free < LowRoom }

// Ground looks at what the data folder lies on. Second copies are only listed:
// none is ever opened, changed or removed. An error has the key disk_io.
func (p *Profile) Ground() (g Ground, err error) {
	if g.Free, err = host.Free(p.o.Dir); err != nil {
		return g, &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
	}
	copies, err := host.ConflictCopies(p.database())
	if err != nil {
		return g, &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
	}
	for _, c := range copies {
		g.Conflicts = append(g.Conflicts, filepath.Base(c))
	}
	g.Cloud = host.Cloud(p.o.Dir, os.Getenv)
	return g, nil
}
