package profile

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// Recoverable tells whether two officers of the province can open the laptop.
func (p *Profile) Recoverable() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.ring.Office()) > 0
}

// Recover opens with the age identities of two officers and gives a person a
// passphrase: their own slot where one has this name, else one more. Its errors
// have the keys recover_none where no officers are known here, recover_wrong where
// these two do not open it, and those of the store.
func (p *Profile) Recover(ctx context.Context, first, second, name, pass string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, err := p.ring.Recover(first, second, name, []byte(pass))
	switch {
	case errors.Is(err, vault.ErrNobody):
		return &registry.Error{Code: registry.NotFound, Key: "recover_none", Err: err}
	case errors.Is(err, vault.ErrWrong):
		return &registry.Error{Code: registry.Denied, Key: "recover_wrong", Err: err}
	case err != nil:
		return explain(err)
	}
	return p.enter(ctx, who)
}

// GiveUp ends a revoked laptop whose store was wiped after the province's receipt:
// nobody's passphrase opens it any more, only the province's officers do, and it is
// locked. Where the store was not wiped it does nothing.
func (p *Profile) GiveUp(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return nil
	}
	if wiped, err := p.opened.store.Wiped(ctx); err != nil || !wiped {
		return err
	}
	o := p.opened
	p.opened = nil
	return errors.Join(explain(p.ring.Drop()), o.close())
}

// Abandon ends a profile that was begun and never enrolled, so that nothing can have
// been written in it: nobody opens it any more. Its error has the key people_self
// where it is enrolled.
func (p *Profile) Abandon(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return nil
	}
	if _, err := p.opened.store.Identity(ctx); registry.CodeOf(err) != registry.NotFound {
		return errors.Join(err, &registry.Error{Code: registry.Invalid, Key: "people_self"})
	}
	o := p.opened
	p.opened = nil
	return errors.Join(explain(p.ring.Drop()), o.close())
}

// clearSpent throws away what a laptop that was given up left, before somebody
// begins on it anew. It holds nothing.
func (p *Profile) clearSpent() error {
	if !p.ring.Spent() {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(globSafe(p.o.Dir), databaseFile+"*"))
	for _, file := range files {
		err = errors.Join(err, os.Remove(file))
	}
	if err != nil {
		return &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
	}
	return nil
}
