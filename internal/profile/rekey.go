package profile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// rekey gives the laptop another key, after somebody was removed. The store is
// open again afterwards. The caller holds the lock and has the profile open.
func (p *Profile) rekey(ctx context.Context) error {
	o := p.opened
	if err := o.store.Close(); err != nil {
		return err
	}
	o.store, p.opened = nil, nil
	if err := p.ring.Rekey(o.who); err != nil {
		return errors.Join(explain(err), o.close())
	}
	if err := p.finishRekey(o); err != nil {
		return errors.Join(err, o.close())
	}
	var err error
	if o.store, err = p.openStore(ctx, o.vault); err != nil {
		return errors.Join(err, o.close())
	}
	p.opened = o
	return nil
}

// finishRekey writes everything that is sealed with the old key anew, and then
// forgets that key. It may be cut anywhere and begun again.
func (p *Profile) finishRekey(o *opened) error {
	old, err := vault.New(o.who.Keys()[1], "")
	if err != nil {
		return err
	}
	fresh, err := vault.New(o.who.Keys()[0], "")
	if err != nil {
		return errors.Join(err, old.Close())
	}
	files, err := filepath.Glob(filepath.Join(globSafe(p.o.Dir), databaseFile+"*"))
	for _, file := range files {
		if err == nil {
			err = reseal(file, old, fresh)
		}
	}
	if closeErr := errors.Join(old.Close(), o.vault.Close()); err == nil {
		err = closeErr
	}
	o.vault = fresh
	if err != nil {
		return &registry.Error{Code: registry.Internal, Key: "disk_io", Err: fmt.Errorf("rekey: %w", err)}
	}
	return explain(p.ring.Rekeyed(o.who, bytes.Clone(o.who.Keys()[0])))
}

// reseal writes a database or a copy of one under another key.
func reseal(file string, old, fresh *vault.Vault) error {
	half := file + ".half"
	if filepath.Ext(file) == ".half" {
		half = file
	}
	if err := os.Remove(half); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if half == file { // of a change that was cut
		return nil
	}
	if fits, err := old.Opens(file); err != nil || !fits {
		return err // a log, or done before
	}
	if err := old.Rekey(file, fresh, half); err != nil {
		return err
	}
	return vault.Replace(half, file)
}

// globSafe keeps a path's own signs from being taken for a pattern.
func globSafe(path string) string {
	var out []byte
	for _, c := range []byte(filepath.ToSlash(path)) {
		if c == '*' || c == '?' || c == '[' {
			out = append(out, '\\')
		}
		out = append(out, c)
	}
	return string(out)
}
