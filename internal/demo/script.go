package demo

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// act is one change with the instant that the laptop's clock showed.
type act struct {
	ledger.Draft
	wall int64
}

// script collects acts.
type script struct {
	acts []act
	err  error // the first one; later calls do nothing
}

// create writes down a new record.
func create[T any](s *script, wall int64, kind string, id uuid.UUID, rec T) {
	if s.err != nil {
		return
	}
	fields, err := registry.Encode(rec)
	s.add(act{wall: wall, Draft: ledger.Draft{Kind: kind, Record: id, Op: ledger.OpCreate, Fields: fields}}, err)
}

// revise writes down in what a record differs from how it was first written.
func revise[T any](s *script, wall int64, kind string, id uuid.UUID, before, after T) {
	if s.err != nil {
		return
	}
	fields, err := registry.Diff(before, after)
	if len(fields) == 0 && err == nil {
		return
	}
	s.add(act{wall: wall, Draft: ledger.Draft{Kind: kind, Record: id, Op: ledger.OpSet, Fields: fields}}, err)
}

func (s *script) add(a act, err error) {
	if err != nil {
		s.err = err
		return
	}
	s.acts = append(s.acts, a)
}

// ordered returns the acts as they were typed, one after the other.
func (s *script) ordered() ([]act, error) {
	slices.SortStableFunc(s.acts, func(a, b act) int { return cmp.Compare(a.wall, b.wall) })
	return s.acts, s.err
}
