package simtest

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// officer is the commune's laptop: it writes in all scopes at a higher rank.
func (w *world) officer() *laptop { return w.laptops[2] }

// ruleAt writes the officer's drafts, unless the laptop has no right there yet.
func (w *world) ruleAt(ctx context.Context, scope uuid.UUID, drafts ...ledger.Draft) error {
	err := w.officer().store.Write(ctx, scope, drafts, "")
	if registry.CodeOf(err) == registry.Denied {
		return nil
	}
	return err
}

// redact carries out a request to delete: of some changes to a record.
func (w *world) redact(ctx context.Context) error {
	scope, record := w.place()
	dots, err := w.officer().store.RecordDots(ctx, scope, record)
	if err != nil || len(dots) == 0 {
		return err
	}
	w.rng.Shuffle(len(dots), func(i, j int) { dots[i], dots[j] = dots[j], dots[i] })
	dots = dots[:1+w.rng.IntN(min(len(dots), 6))]
	named := map[ledger.Dot]bool{}
	for _, d := range dots {
		named[d] = true
	}
	err = w.officer().store.Lines(ctx, scope, func(stream uuid.UUID, l ledger.Line) {
		if l, stream = plain(l, stream); named[l.Dot(stream)] {
			for _, token := range tokensOf(l) {
				delete(w.expected, token) // it may be gone, or the redaction may
			}
		}
	})
	if err != nil {
		return err
	}
	d, err := ledger.Redact(w.newID(), ledger.Redaction{Record: record, Dots: dots}, "")
	if err != nil {
		return err
	}
	return w.ruleAt(ctx, scope, d)
}

// place is a scope and one of its records.
func (w *world) place() (scope, record uuid.UUID) {
	scope = w.scopes[w.rng.IntN(len(w.scopes))]
	return scope, w.records[scope][w.rng.IntN(len(w.records[scope]))]
}

// plain is a line as its author wrote it, wherever it was carried.
func plain(l ledger.Line, stream uuid.UUID) (ledger.Line, uuid.UUID) {
	if c, ok := l.Carried(ledger.RankServer); ok {
		return c.Line, c.Stream
	}
	return l, stream
}

// tokensOf are the texts that a line brings.
func tokensOf(l ledger.Line) (out []string) {
	for _, v := range l.Values {
		if text := strings.Trim(string(v), `"`); strings.HasPrefix(text, "t") {
			out = append(out, text)
		}
	}
	return out
}

// move asks that a record shall live in another hamlet.
func (w *world) move(ctx context.Context) error {
	scope, record := w.place()
	to := w.scopes[w.rng.IntN(len(w.scopes))]
	state, err := w.officer().store.State(ctx, scope, record)
	if registry.CodeOf(err) == registry.NotFound || to == scope {
		return nil
	}
	if err != nil {
		return err
	}
	home, _ := state.Home()
	d, err := ledger.Move(w.newID(), ledger.Moving{To: to, Records: []ledger.MovedRecord{{Record: record, Number: home.Number + 1}}}, "")
	if err != nil {
		return err
	}
	if !w.has(to, record) {
		w.records[to] = append(w.records[to], record)
	}
	return w.ruleAt(ctx, scope, d)
}

func (w *world) has(scope, record uuid.UUID) bool {
	for _, id := range w.records[scope] {
		if id == record {
			return true
		}
	}
	return false
}

// merge says that two records are one child, in either direction.
func (w *world) merge(ctx context.Context, l *laptop) error {
	scope := l.scopes[w.rng.IntN(len(l.scopes))]
	list := w.records[scope]
	from, to := list[w.rng.IntN(len(list))], list[w.rng.IntN(len(list))]
	if from == to {
		return nil
	}
	op, value := ledger.OpMerge, "true"
	if w.rng.IntN(4) == 0 {
		op, value = ledger.OpUnmerge, "null"
	}
	return w.write(ctx, l, scope, ledger.Draft{
		Kind: registry.KindPerson, Record: from, Op: op, Fields: registry.Fields{registry.FieldMerged + "." + to.String(): []byte(value)},
	})
}

// write writes as a laptop that may have no right in a scope yet.
func (w *world) write(ctx context.Context, l *laptop, scope uuid.UUID, drafts ...ledger.Draft) error {
	err := l.store.Write(ctx, scope, drafts, "")
	if code := registry.CodeOf(err); code == registry.Denied || code == registry.NotFound { // or it was wiped
		return nil
	}
	return err
}

// giveUp declares the gaps lost behind which blocks wait.
func (w *world) giveUp(ctx context.Context) error {
	held, err := w.central.Held(ctx)
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.Missing.IsZero() {
			continue // it waits for its values
		}
		w.gaveUp = true
		if err := w.central.Rule(ctx, ledger.KindLost, []ledger.Hash{h.Missing}, ""); err != nil && registry.CodeOf(err) != registry.NotFound {
			return err
		}
	}
	return nil
}

// release lets something out of quarantine.
func (w *world) release(ctx context.Context) error {
	all, err := w.central.Quarantined(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	one := all[w.rng.IntN(len(all))]
	w.released[one.Hash] = true
	if err := w.central.Rule(ctx, ledger.KindAdmit, []ledger.Hash{one.Hash}, ""); err != nil && registry.CodeOf(err) != registry.NotFound {
		return err
	}
	return nil
}

// reform makes a new hamlet of a part of the first: whoever worked there gets
// grants in it.
func (w *world) reform(ctx context.Context) error {
	if len(w.scopes) > 2 {
		return nil
	}
	id := w.newID()
	w.scopes = append(w.scopes, id)
	for range 2 {
		w.records[id] = append(w.records[id], w.newID())
	}
	for _, l := range []*laptop{w.laptops[0], w.officer()} {
		rank := ledger.RankHamlet
		if l == w.officer() {
			rank = ledger.RankCommune
		}
		if err := w.give(ctx, l, rank, id); err != nil {
			return err
		}
	}
	return w.administer(ctx)
}

// administer is what the province's office does at once after a restore: the
// scopes and rights that it gave are there again.
func (w *world) administer(ctx context.Context) error {
	for _, id := range w.scopes {
		if err := w.central.CreateScope(ctx, wire.Scope{ID: id, Kind: wire.ScopeHamlet, Unit: w.units[id]}); err != nil {
			return err
		}
	}
	for i := range w.given {
		if err := w.extend(ctx, &w.given[i]); err != nil {
			return err
		}
	}
	return nil
}

// crashServer ends the server and starts it again: sessions are gone.
func (w *world) crashServer(ctx context.Context) error {
	if err := w.central.Close(); err != nil {
		return err
	}
	return w.openServer(ctx)
}

// page is a part of a scope's order on its way by another hand.
type page struct {
	laptop       *laptop
	epoch, scope uuid.UUID
	entries      []ledger.Entry
}

// hubPage fetches a part of the order for a laptop over the LAN, to be brought
// later.
func (w *world) hubPage(ctx context.Context, l *laptop) error {
	if l.revoked {
		return nil
	}
	id, err := l.id(ctx)
	if err != nil {
		return err
	}
	server, epoch, err := l.store.ServerSeen(ctx)
	if err != nil {
		return err
	}
	scope := l.scopes[w.rng.IntN(len(l.scopes))]
	at, err := l.store.Position(ctx, server, epoch, scope)
	if err != nil {
		return err
	}
	entries, err := w.central.Pull(ctx, id, scope, at.Cursor+uint64(w.rng.IntN(3)), 4<<10, uuid.Nil)
	if err != nil || len(entries) == 0 {
		return nil // not his scope yet, or nothing new
	}
	w.pages = append(w.pages, page{laptop: l, epoch: w.central.Epoch(), scope: scope, entries: entries})
	return nil
}

// bringPage brings one of the pages, perhaps late, perhaps again. A laptop takes
// what follows its cursor and nothing else.
func (w *world) bringPage(ctx context.Context) error {
	if len(w.pages) == 0 {
		return nil
	}
	i := w.rng.IntN(len(w.pages))
	p := w.pages[i]
	if w.rng.IntN(2) == 0 {
		w.pages = append(w.pages[:i:i], w.pages[i+1:]...)
	}
	server, epoch, err := p.laptop.store.ServerSeen(ctx)
	if err != nil || epoch != p.epoch || p.laptop.revoked {
		return err
	}
	_ = p.laptop.store.ApplyPage(ctx, server, epoch, p.scope, p.entries) // whatever does not fit is not taken
	return nil
}

// withhold brings blocks of the stick to the server without their values: a
// carrier who keeps them back.
func (w *world) withhold(ctx context.Context) error {
	if len(w.stick) == 0 {
		return nil
	}
	e := w.stick[w.rng.IntN(len(w.stick))]
	lines, err := e.Block.Lines()
	if err != nil {
		return err
	}
	block, _, err := e.Block.Withhold(lines, func(ledger.Line) bool { return w.rng.IntN(2) == 0 })
	if err != nil {
		return err
	}
	id, err := w.officer().store.Identity(ctx)
	if err != nil {
		return err
	}
	_, err = w.central.Push(ctx, id.Device, []ledger.Entry{{Block: &block, Admission: e.Admission}})
	if registry.CodeOf(err) == registry.NotFound {
		return nil
	}
	return err
}

// forge lets a hamlet's laptop write what only others may decide.
func (w *world) forge(ctx context.Context) error {
	l := w.laptops[0]
	scope, record := w.scopes[0], w.records[w.scopes[0]][0]
	state, err := l.store.State(ctx, scope, record)
	if registry.CodeOf(err) == registry.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	var drafts []ledger.Draft
	move, errMove := ledger.Move(w.newID(), ledger.Moving{To: w.scopes[1], Records: []ledger.MovedRecord{{Record: record, Number: 99}}}, "")
	drafts = append(drafts, move)
	var errRedact error
	if dots := state.Seen("ho_ten"); len(dots) > 0 {
		var d ledger.Draft
		d, errRedact = ledger.Redact(w.newID(), ledger.Redaction{Record: record, Dots: dots}, "")
		drafts = append(drafts, d)
	}
	if errMove != nil || errRedact != nil {
		return fmt.Errorf("forge: %w, %w", errMove, errRedact)
	}
	drafts = append(drafts, ledger.Draft{
		Kind: registry.KindPerson, Record: record, Op: ledger.OpSet,
		Fields: registry.Fields{ledger.FieldHome: []byte(`{"to":"` + w.scopes[1].String() + `","n":77,"by":""}`)},
	})
	return w.write(ctx, l, scope, drafts...)
}
