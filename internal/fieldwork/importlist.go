package fieldwork

import (
	"cmp"
	"context"
	"encoding/json"
	"hash/fnv"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/match"
)

// ListRow is a row of somebody's list as it was read and cleaned.
type ListRow struct {
	Row     int      // in the file
	Cells   []string // as in the file: they are kept
	Person  registry.Person
	Head    string // of the household
	Number  int    // STT of the household; 0 when the list has none
	Hamlet  string
	Commune string
	Address string
	Phone   string
	Held    registry.HeldReason // why reading it holds it; "" for none
}

// ImportOptions say how a list is taken over.
type ImportOptions struct {
	Name   string    // of the file
	Hamlet uuid.UUID // whose children they are when the list does not say
	Source ListSource
	// Dry tells what would happen and writes nothing.
	Dry bool
}

// ListSource says whose list it is.
type ListSource int

// The sources.
const (
	SomeList ListSource = iota
	// MinistryList comes out of the ministry's software: who is on it was
	// entered there.
	MinistryList
	// WholeList names all children of its hamlets that somebody looks after (a
	// school, vaccination, health insurance): who is on record here and not on it
	// may be gone.
	WholeList
)

// Importer takes a list over, row by row. Every row ends as created, matched,
// changed or held; nothing that is on record is replaced: what differs is
// written beside it. It is for one goroutine, but writes behind it: while rows are
// decided the ones before go to the disk. Whoever starts one ends it with Stop.
type Importer struct {
	work    *Work
	options ImportOptions
	record  registry.Import
	places  *listPlaces
	waiting map[uuid.UUID]*packet // by scope, until written
	writing <-chan error          // the end of the packets before; nil when none are under way
	recent  *recent               // children of the rows that wait
	before  *recent               // and of those that are being written
	seen    map[int64]uuid.UUID   // what each row of this list became, by its hash
	met     map[uuid.UUID]bool    // children that the list names
	named   map[uuid.UUID]bool    // hamlets that it names
	others  bool                  // lists were imported before
	rows    int
}

// packet is what is written in one transaction: changes and their rows.
type packet struct {
	drafts []ledger.Draft
	rows   []registry.ImportedRow
}

// packetRows is how many rows are written together: few enough that little is
// lost by a cancel, enough that the disk's sync does not count, nor that keys
// which lie all over an index have its pages written again for each packet.
const packetRows = 4000

// StartImport begins to take over a list.
func (w *Work) StartImport(ctx context.Context, o ImportOptions) (*Importer, error) {
	hamlets, err := w.Hamlets(ctx)
	if err != nil {
		return nil, err
	}
	im := &Importer{
		work: w, options: o, places: newPlaces(w.store, hamlets, o.Hamlet), waiting: map[uuid.UUID]*packet{}, recent: newRecent(), before: newRecent(),
		met: map[uuid.UUID]bool{}, named: map[uuid.UUID]bool{},
		record: registry.Import{ID: w.newID(), Name: o.Name, At: w.now(), Counts: map[registry.RowOutcome]int{}},
	}
	before, err := w.store.Imports(ctx)
	if err != nil {
		return nil, err
	}
	im.others, im.seen = len(before) > 0, map[int64]uuid.UUID{}
	if o.Dry {
		return im, nil
	}
	return im, w.store.BeginImport(ctx, im.record)
}

// Add takes one row and says what becomes of it.
func (im *Importer) Add(ctx context.Context, row ListRow) (registry.ImportedRow, error) {
	out, drafts, err := im.decide(ctx, row)
	if err != nil {
		return out, err
	}
	im.seen[out.Hash], im.met[out.Record] = out.Record, true
	if out.Outcome == registry.RowHeld {
		if out.Parsed, err = json.Marshal(row); err != nil {
			return out, err
		}
	}
	im.record.Counts[out.Outcome]++
	if im.options.Dry {
		return out, nil
	}
	p := im.waiting[out.Scope]
	if p == nil {
		p = &packet{}
		im.waiting[out.Scope] = p
	}
	p.drafts, p.rows = append(p.drafts, drafts...), append(p.rows, out)
	if im.rows++; im.rows%packetRows != 0 {
		return out, nil
	}
	return out, im.flush(ctx)
}

// Finish writes what is left and returns the counts.
func (im *Importer) Finish(ctx context.Context) (registry.Import, error) {
	return im.record, cmp.Or(im.flush(ctx), im.settled())
}

// Stop ends an import, also one that was left halfway: when it returns nothing
// is being written any more.
func (im *Importer) Stop() { _ = im.settled() }

// Absent returns the children of the list's hamlets whom it does not name, in
// the order of the hamlets' lists, for a WholeList; those who are known to be
// away are left out.
func (im *Importer) Absent(ctx context.Context) (out []registry.Record[registry.Person], err error) {
	if im.options.Source != WholeList {
		return nil, nil
	}
	for _, h := range im.places.hamlets {
		if !im.named[h.Unit] {
			continue
		}
		err := im.work.store.Children(ctx, h.Unit, func(_ registry.HouseholdRow, rec registry.Record[registry.Person]) {
			if at := rec.Value.Presence.Where; !im.met[rec.ID] && (at == "" || at == registry.AtHome) {
				out = append(out, rec)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// flush begins to write what waits, once what was written before is there.
func (im *Importer) flush(ctx context.Context) error {
	if err := im.settled(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	im.writing = ended
	go func(packets map[uuid.UUID]*packet) { ended <- im.work.writePackets(ctx, packets) }(im.waiting)
	im.waiting, im.before, im.recent = map[uuid.UUID]*packet{}, im.recent, newRecent()
	return nil
}

func (w *Work) writePackets(ctx context.Context, packets map[uuid.UUID]*packet) error {
	for scope, p := range packets {
		if err := w.store.WriteImported(ctx, scope, p.drafts, p.rows); err != nil {
			return err
		}
	}
	return nil
}

// settled waits for what is being written.
func (im *Importer) settled() error {
	if im.writing == nil {
		return nil
	}
	err := <-im.writing
	im.writing = nil
	return err
}

// decide says what becomes of a row.
func (im *Importer) decide(ctx context.Context, row ListRow) (registry.ImportedRow, []ledger.Draft, error) {
	out := registry.ImportedRow{Import: im.record.ID, Row: row.Row, Cells: row.Cells, Hash: hashOf(row), Outcome: registry.RowHeld, Reason: row.Held}
	hamlet, ok := im.places.hamlet(row)
	im.named[hamlet.Unit] = true
	if known, ok, err := im.known(ctx, out.Hash); err != nil || ok {
		out.Outcome, out.Record, out.Reason = registry.RowMatched, known, ""
		return out, nil, err
	}
	if out.Reason != "" {
		return out, nil, nil
	}
	if !ok {
		out.Reason = registry.HeldNoHamlet
		return out, nil, nil
	}
	out.Scope = hamlet.Scope
	person := tidyPerson(row.Person)
	if im.options.Source == MinistryList && !person.IsEntered() {
		person.Entered = registry.Entered{On: im.work.Today(), By: im.options.Name}
	}
	if len(registry.Stops(registry.CheckPerson(person, im.work.Today()))) > 0 {
		out.Reason = registry.HeldStopped
		return out, nil, nil
	}
	keys := match.KeysOf(person)
	best, score, err := im.best(ctx, person, keys)
	switch {
	case err != nil:
		return out, nil, err
	case score.Grade == match.Same, score.Identical() && im.places.in(ctx, best.Value.Household, hamlet.Unit):
		out.Scope = best.Scope
		return im.meet(out, best, person)
	case score.Grade == match.Likely:
		out.Reason, out.Record = registry.HeldMaybeSame, best.ID
		return out, nil, nil
	}
	return im.create(ctx, out, hamlet, row, person, keys)
}

// known finds an equal row: of an import before, or of this one.
func (im *Importer) known(ctx context.Context, hash int64) (uuid.UUID, bool, error) {
	if id, ok := im.seen[hash]; ok || !im.others {
		return id, ok, nil
	}
	return im.work.store.KnownRow(ctx, hash)
}

// best returns the child that is most likely the same.
func (im *Importer) best(ctx context.Context, p registry.Person, keys []match.Key) (best registry.Record[registry.Person], score match.Score, err error) {
	// What is being written may be found twice: the first is as good.
	found := slices.Concat(im.recent.alike(keys), im.before.alike(keys))
	stored, err := im.work.store.Alike(ctx, keys)
	if err != nil {
		return best, score, err
	}
	if found = append(found, stored...); len(found) == 0 {
		return best, score, nil
	}
	sketch := match.Of(uuid.Nil, p)
	for _, rec := range found {
		rec = im.recent.asChanged(im.before.asChanged(rec))
		if s := match.Compare(sketch, match.Of(rec.ID, rec.Value)); s.Grade > score.Grade || s.Grade == score.Grade && s.Points > score.Points {
			best, score = rec, s
		}
	}
	return best, score, nil
}

// meet adds to a child on record what the list knows besides.
func (im *Importer) meet(out registry.ImportedRow, rec registry.Record[registry.Person], p registry.Person) (registry.ImportedRow, []ledger.Draft, error) {
	out.Outcome, out.Record = registry.RowMatched, rec.ID
	fill, beside, err := compareFacts(rec, p)
	if err != nil || len(fill)+len(beside) == 0 {
		return out, nil, err
	}
	before, err := registry.Encode(rec.Value)
	if err != nil {
		return out, nil, err
	}
	out.Outcome, out.Before, out.Wrote = registry.RowChanged, registry.Fields{}, registry.Fields{}
	im.recent.change(rec.ID, before, fill)
	var drafts []ledger.Draft
	// What differs names no value that it replaces: both stand.
	for i, fields := range []registry.Fields{fill, beside} {
		if len(fields) == 0 {
			continue
		}
		d := ledger.Draft{Kind: registry.KindPerson, Record: rec.ID, Op: ledger.OpSet, Fields: fields}
		if i == 1 {
			d.Seen = map[string][]ledger.Dot{}
		}
		drafts = append(drafts, d)
		for code, value := range fields {
			out.Before[code], out.Wrote[code] = orNull(before[code]), value
		}
	}
	return out, drafts, nil
}

// create writes a new child, and a household for it when there is none.
func (im *Importer) create(ctx context.Context, out registry.ImportedRow, hamlet registry.HamletRow, row ListRow, p registry.Person, keys []match.Key) (registry.ImportedRow, []ledger.Draft, error) {
	out.Outcome, out.Record = registry.RowCreated, im.work.newID()
	home, made, err := im.places.household(ctx, hamlet, row, im.work.newID)
	if err != nil {
		return out, nil, err
	}
	var drafts []ledger.Draft
	if made != nil {
		fields, err := registry.Encode(*made)
		if err != nil {
			return out, nil, err
		}
		out.Made = home
		drafts = append(drafts, ledger.Draft{Kind: registry.KindHousehold, Record: home, Op: ledger.OpCreate, Fields: fields})
	}
	p.Household = home
	fields, err := registry.Encode(p)
	if err != nil {
		return out, nil, err
	}
	if err := im.recent.add(out, fields, keys); err != nil {
		return out, nil, err
	}
	return out, append(drafts, ledger.Draft{Kind: registry.KindPerson, Record: out.Record, Op: ledger.OpCreate, Fields: fields}), nil
}

// hashOf tells equal rows: the same cells, for the same hamlet.
func hashOf(row ListRow) int64 {
	h := fnv.New64a()
	for _, c := range row.Cells {
		h.Write([]byte(c)) // a hash takes everything
		h.Write([]byte{0})
	}
	return int64(h.Sum64())
}
