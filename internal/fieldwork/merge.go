package fieldwork

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// MergeChildren says that other is the same child as keep: other's record stays,
// pointing to keep, and lists show keep alone. picks are the fields in which
// keep takes over what other says. Undo, or Unmerge later, parts them again. Two
// records of different scopes can't be merged before one was moved: a
// registry.Error with the key merge_scopes.
func (w *Work) MergeChildren(ctx context.Context, keep, other registry.Record[registry.Person], picks []string) error {
	if keep.Scope != other.Scope {
		return &registry.Error{Code: registry.Denied, Key: "merge_scopes"}
	}
	if keep.ID == other.ID {
		return registry.Bad("merge_itself", "", nil)
	}
	from, err := registry.Encode(other.Value)
	if err != nil {
		return err
	}
	before, err := registry.Encode(keep.Value)
	if err != nil {
		return err
	}
	h := home{keep.Scope, keep.Value.Household}
	var acts []act
	taken := registry.Fields{}
	for _, code := range picks {
		taken[code] = orNull(from[code])
	}
	if len(taken) > 0 {
		acts = append(acts, act{home: h, change: ledger.Draft{Kind: registry.KindPerson, Record: keep.ID, Op: ledger.OpSet, Fields: taken, Seen: keep.Seen}, before: before})
	}
	acts = append(acts, act{home: h, change: ledger.Draft{
		Kind: registry.KindPerson, Record: other.ID, Op: ledger.OpMerge,
		Fields: registry.Fields{mergedField(keep.ID): []byte("true")},
	}, before: from})
	if err := w.auditOf(ctx, registry.AuditMerge, other.ID, keep.Value.Household); err != nil {
		return err
	}
	return w.commitAll(ctx, acts)
}

// Unmerge parts a record from those that it was merged into.
func (w *Work) Unmerge(ctx context.Context, id uuid.UUID) error {
	rec, err := w.store.Person(ctx, id)
	if err != nil {
		return err
	}
	before, err := registry.Encode(rec.Value)
	if err != nil {
		return err
	}
	gone := registry.Fields{}
	for target := range rec.Value.Merged {
		gone[registry.FieldMerged+"."+target] = []byte("null")
	}
	if len(gone) == 0 {
		return &registry.Error{Code: registry.NotFound, Key: "not_merged"}
	}
	change := ledger.Draft{Kind: registry.KindPerson, Record: id, Op: ledger.OpUnmerge, Fields: gone, Seen: rec.Seen}
	if err := w.auditOf(ctx, registry.AuditUnmerge, id, rec.Value.Household); err != nil {
		return err
	}
	return w.commitAll(ctx, []act{{home: home{rec.Scope, rec.Value.Household}, change: change, before: before}})
}

// KeepApart notes that two records are two children, so that nobody asks again.
func (w *Work) KeepApart(ctx context.Context, a, b registry.Record[registry.Person]) error {
	before, err := registry.Encode(a.Value)
	if err != nil {
		return err
	}
	change := ledger.Draft{
		Kind: registry.KindPerson, Record: a.ID, Op: ledger.OpSet,
		Fields: registry.Fields{registry.FieldApart + "." + b.ID.String(): []byte("true")},
	}
	return w.commitAll(ctx, []act{{home: home{a.Scope, a.Value.Household}, change: change, before: before}})
}

func mergedField(target uuid.UUID) string { return registry.FieldMerged + "." + target.String() }

// commitAll writes acts, those of one scope as one transaction; Undo takes them
// back together.
func (w *Work) commitAll(ctx context.Context, acts []act) error {
	drafts := map[uuid.UUID][]ledger.Draft{}
	for _, a := range acts {
		drafts[a.home.scope] = append(drafts[a.home.scope], a.change)
	}
	var written []act
	defer func() { w.remember(written...) }()
	for scope, ds := range drafts {
		if err := w.store.Write(ctx, scope, ds, ""); err != nil {
			return err
		}
		for _, a := range acts {
			if a.home.scope == scope {
				written = append(written, a)
			}
		}
	}
	return nil
}
