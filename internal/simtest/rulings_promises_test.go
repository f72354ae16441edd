package simtest

import (
	"bytes"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// redacted: what an admitted redaction names is nowhere to be read: not at the
// server, not on a laptop, not in what lists show.
func (w *world) redacted(ctx context.Context, scope uuid.UUID) error {
	named := map[ledger.Dot]bool{}
	err := w.central.Lines(ctx, scope, func(_ uuid.UUID, rank ledger.Rank, l ledger.Line) {
		if r, ok := l.Redaction(); ok && rank >= ledger.RankRuling {
			for _, d := range r.Dots {
				named[d] = true
			}
		}
	})
	if err != nil || len(named) == 0 {
		return err
	}
	left := ""
	look := func(stream uuid.UUID, l ledger.Line) {
		l, stream = plain(l, stream)
		if named[l.Dot(stream)] && !l.Withheld && l.Redactable() {
			left = string(l.Raw())
		}
	}
	for _, at := range w.scopes { // it follows the record to every scope
		if err := w.central.Lines(ctx, at, func(stream uuid.UUID, _ ledger.Rank, l ledger.Line) { look(stream, l) }); err != nil {
			return err
		}
		if left != "" {
			return violation("a redacted value is on the server: %s", left)
		}
		for i, l := range w.laptops {
			if l.revoked {
				continue
			}
			if err := l.store.Lines(ctx, at, look); err != nil {
				return err
			}
			if left != "" {
				return violation("a redacted value is on laptop %d: %s", i, left)
			}
		}
	}
	return nil
}

// heldLines calls each for every line that waits on the server for another
// block. One that waits for values of its own gives nothing until these come.
func (w *world) heldLines(ctx context.Context, each func(ledger.Line)) error {
	return w.onServer(ctx, `SELECT bytes FROM block WHERE status = 'held'`, func(raw []byte) error {
		b, err := ledger.ParseBlock(raw)
		if err != nil {
			return err
		}
		lines, err := b.Lines()
		if slices.ContainsFunc(lines, func(l ledger.Line) bool { return l.Withheld }) {
			return err
		}
		for _, l := range lines {
			each(l)
		}
		return err
	})
}

// onServer asks the server's file.
func (w *world) onServer(ctx context.Context, query string, each func([]byte) error) error {
	db, err := sql.Open("sqlite", "file:"+w.file+"?_pragma=query_only(1)")
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return err
		}
		if err := each(raw); err != nil {
			return err
		}
	}
	return rows.Err()
}

// nothingWaits: after the gaps were given up, only what lacks its values waits.
func (w *world) nothingWaits(ctx context.Context) error {
	return w.onServer(ctx, `SELECT bytes FROM block WHERE status = 'held'`, func(raw []byte) error {
		b, err := ledger.ParseBlock(raw)
		if err != nil {
			return err
		}
		lines, err := b.Lines()
		if err == nil && !slices.ContainsFunc(lines, func(l ledger.Line) bool { return l.Withheld }) {
			err = violation("a gap is refused for ever: block %d..%d waits", b.Header.First, b.Header.Last)
		}
		return err
	})
}

// atHome: every scope says the same of where a record lives, and there stands
// all that was ever written to it, and nothing of records that nobody moved.
func (w *world) atHome(ctx context.Context) error {
	moved := map[uuid.UUID]map[uuid.UUID]bool{} // record → scopes
	union := map[uuid.UUID]*ledger.State{}
	asked := map[uuid.UUID]map[uuid.UUID]bool{} // record → where somebody asked it to be
	for _, scope := range w.scopes {
		err := w.central.Lines(ctx, scope, func(stream uuid.UUID, rank ledger.Rank, l ledger.Line) {
			if m, ok := l.Moving(); ok && rank >= ledger.RankRuling {
				for _, r := range m.Records {
					note(asked, r.Record, m.To)
					note(asked, r.Record, scope)
				}
			}
			id := l.Change.Record
			if rank >= ledger.RankServer && len(l.Change.Names) == 1 && l.Change.Names[0] == ledger.FieldHome {
				note(moved, id, scope)
				return
			}
			if union[id] == nil {
				union[id] = &ledger.State{}
			}
			union[id].Apply(l, stream, rank)
		})
		if err != nil {
			return err
		}
	}
	for id, scopes := range moved {
		if err := w.oneHome(ctx, id, scopes, union[id]); err != nil {
			return err
		}
	}
	return w.noStrangers(ctx, asked)
}

func note(sets map[uuid.UUID]map[uuid.UUID]bool, key, id uuid.UUID) {
	if sets[key] == nil {
		sets[key] = map[uuid.UUID]bool{}
	}
	sets[key][id] = true
}

func (w *world) oneHome(ctx context.Context, id uuid.UUID, scopes map[uuid.UUID]bool, union *ledger.State) error {
	var home ledger.Home
	for _, scope := range w.scopes {
		if !scopes[scope] {
			continue
		}
		st, err := w.central.State(ctx, scope, id)
		if err != nil {
			return err
		}
		h, _ := st.Home()
		if home.To != uuid.Nil && h != home {
			return violation("a record lives in two scopes")
		}
		home = h
	}
	st, err := w.central.State(ctx, home.To, id)
	if err != nil {
		return violation("a record does not stand where it lives: %v", err)
	}
	for _, s := range []*ledger.State{&st, union} {
		if s != nil {
			s.Fields = slices.DeleteFunc(s.Fields, func(r ledger.Register) bool {
				return r.Name == ledger.FieldHome || strings.HasPrefix(r.Name, ledger.FieldReturned) // the server's own, by scope
			})
		}
	}
	if union == nil || !bytes.Equal(st.AppendBinary(nil), union.AppendBinary(nil)) {
		return violation("a moved record lacks something where it lives")
	}
	return nil
}

// noStrangers: only lines of records that somebody asked to move are carried.
func (w *world) noStrangers(ctx context.Context, asked map[uuid.UUID]map[uuid.UUID]bool) error {
	for _, scope := range w.scopes {
		var stranger uuid.UUID
		err := w.central.Lines(ctx, scope, func(_ uuid.UUID, rank ledger.Rank, l ledger.Line) {
			if rank >= ledger.RankServer && l.Carries() && !asked[l.Change.Record][scope] && !w.restored {
				stranger = l.Change.Record
			}
		})
		if err != nil {
			return err
		}
		if stranger != uuid.Nil {
			return violation("a line of a record that was not moved there was carried: %s", stranger)
		}
	}
	return nil
}

// mergedAlike: on every laptop the same record stands for each child.
func (w *world) mergedAlike(ctx context.Context) error {
	for i, l := range w.laptops {
		if l.revoked {
			continue
		}
		want, open, err := w.standing(ctx, l)
		if err != nil {
			return err
		}
		got, err := l.kept(ctx)
		if err != nil {
			return err
		}
		for id, kept := range want {
			if open[id] {
				continue // two say different things of an edge: what is shown is a question of order
			}
			if have, there := got[id]; !there || have != kept {
				w.dumpAlone(ctx)
				return violation("merge-cycle: on laptop %d %s stands behind %s, want %s (has a row: %v)", i, id, have, kept, there)
			}
		}
	}
	return nil
}

// kept reads which record stands for each person on a laptop.
func (l *laptop) kept(ctx context.Context) (map[uuid.UUID]uuid.UUID, error) {
	db, err := sql.Open("sqlite", "file:"+l.file+"?_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, `SELECT id, kept FROM person`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[uuid.UUID]uuid.UUID{}
	for rows.Next() {
		var id, kept []byte
		if err := rows.Scan(&id, &kept); err != nil {
			return nil, err
		}
		var k uuid.UUID
		copy(k[:], kept)
		out[uuid.UUID(id)] = k
	}
	return out, rows.Err()
}

// standing works out from the server's records who stands for whom on a laptop;
// open are those whose group has an edge that is disputed, or would have it if it
// were shown.
func (w *world) standing(ctx context.Context, l *laptop) (want map[uuid.UUID]uuid.UUID, open map[uuid.UUID]bool, err error) {
	edges, perhaps, rows, unsure := map[uuid.UUID][]uuid.UUID{}, map[uuid.UUID][]uuid.UUID{}, map[uuid.UUID]bool{}, map[uuid.UUID]bool{}
	for _, scope := range l.scopes {
		for _, id := range w.records[scope] {
			st, err := w.central.State(ctx, scope, id)
			if err != nil || !st.LivesIn(scope) || st.Kind != registry.KindPerson {
				continue
			}
			none := func(ledger.Dot) (uint64, bool) { return 0, false }
			if deleted, _ := st.Deleted(none); deleted {
				continue
			}
			twice := rows[id] // written in a scope where no move brought it: two rows, two answers
			rows[id] = true
			unsure[id] = unsure[id] || twice || slices.ContainsFunc(st.Conflicts(), func(f string) bool {
				return strings.HasPrefix(f, registry.FieldMerged+".")
			})
			for _, f := range st.Fields {
				to, ok := strings.CutPrefix(f.Name, registry.FieldMerged+".")
				if !ok {
					continue
				}
				perhaps[id] = append(perhaps[id], uuid.MustParse(to))
				if string(st.Value(f.Name, none)) == "true" {
					edges[id] = append(edges[id], uuid.MustParse(to))
				}
			}
		}
	}
	want, open = map[uuid.UUID]uuid.UUID{}, map[uuid.UUID]bool{}
	for id := range rows {
		_, doubt := component(id, perhaps, unsure)
		group, _ := component(id, edges, nil)
		here := slices.DeleteFunc(group, func(g uuid.UUID) bool { return !rows[g] })
		if s := registry.Survivor(here, edges); s != id {
			want[id] = s
		} else {
			want[id] = uuid.Nil
		}
		open[id] = doubt
	}
	return want, open, nil
}

func component(from uuid.UUID, edges map[uuid.UUID][]uuid.UUID, unsure map[uuid.UUID]bool) (group []uuid.UUID, doubt bool) {
	group = []uuid.UUID{from}
	for i := 0; i < len(group); i++ {
		doubt = doubt || unsure[group[i]]
		for a, list := range edges {
			for _, b := range list {
				for _, n := range []uuid.UUID{a, b} {
					if (a == group[i] || b == group[i]) && !slices.Contains(group, n) {
						group = append(group, n)
					}
				}
			}
		}
	}
	return group, doubt
}

// nothingStolen: what a revoked laptop wrote is in the ledger only if an officer
// released it.
func (w *world) nothingStolen(ctx context.Context) error {
	return w.onServer(ctx, `SELECT bytes FROM block WHERE status = 'admitted'`, func(raw []byte) error {
		b, err := ledger.ParseBlock(raw)
		if err != nil || w.released[b.Hash] {
			return err
		}
		lines, err := b.Lines()
		for _, l := range lines {
			if l.Carries() {
				continue // of a released block
			}
			for _, token := range tokensOf(l) {
				if w.stolen[token] {
					return violation("revoked: %s of a stolen laptop was admitted", token)
				}
			}
		}
		return err
	})
}
