package central_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/server/central/centraltest"
	"thamho.vn/internal/sync/wire"
)

// rulings writes a ruling as an officer of the scope.
func (b *bench) officer(scopes ...uuid.UUID) *officer {
	d := b.Device(ledger.RankCommune, scopes...)
	o := &officer{bench: b, device: d, streams: map[uuid.UUID]*centraltest.Stream{}}
	for _, s := range scopes {
		o.streams[s] = d.Stream(s)
	}
	return o
}

type officer struct {
	*bench
	device  *centraltest.Device
	streams map[uuid.UUID]*centraltest.Stream
}

func (o *officer) rule(scope uuid.UUID, d ledger.Draft, err error) ledger.Entry {
	o.t.Helper()
	centraltest.OK(o.t, err)
	e := o.streams[scope].Put(d)
	o.pushAs(o.device, e)
	return e
}

func (o *officer) blocks(scope uuid.UUID, kind string, hashes ...ledger.Hash) {
	o.t.Helper()
	d, err := ledger.RuleBlocks(kind, centraltest.NewID(), hashes, "")
	o.rule(scope, d, err)
}

func (o *officer) redact(scope, record uuid.UUID, dots ...ledger.Dot) ledger.Entry {
	o.t.Helper()
	d, err := ledger.Redact(centraltest.NewID(), ledger.Redaction{Record: record, Dots: dots}, "")
	return o.rule(scope, d, err)
}

func (o *officer) move(from, to uuid.UUID, number uint64, records ...uuid.UUID) {
	o.t.Helper()
	m := ledger.Moving{To: to}
	for _, r := range records {
		m.Records = append(m.Records, ledger.MovedRecord{Record: r, Number: number})
	}
	d, err := ledger.Move(centraltest.NewID(), m, "")
	o.rule(from, d, err)
}

func TestALostGapIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.officer(b.scope)
	s := b.device.Stream(b.scope)
	people := []uuid.UUID{centraltest.NewID(), centraltest.NewID(), centraltest.NewID(), centraltest.NewID()}
	var blocks []ledger.Entry
	for _, id := range people {
		blocks = append(blocks, s.Put(centraltest.Named(id, "Bảo")))
	}
	b.push(blocks[3])

	o.blocks(b.scope, ledger.KindLost, blocks[2].Block.Hash)

	if !b.isMerged(people[3]) {
		t.Fatal("the block behind the lost gap still waits")
	}
	v := vector(t, b.push(blocks[3]), s.ID)
	if len(v.Branches) != 1 || v.Branches[0].First != 4 || v.Branches[0].Parent != blocks[2].Block.Hash || len(v.Held) > 0 {
		t.Errorf("the hole must stay listed: %+v", v)
	}
	snapshot := centraltest.Must[ledger.SignedManifest](t)(b.Snapshot(t.Context(), b.device.ID, b.scope))
	if in := snapshot.Doc.Vectors(); !slices.ContainsFunc(in, func(w ledger.StreamVector) bool { return w.Stream == s.ID && w.Branches[0].First == 4 }) {
		t.Errorf("a snapshot must not say that the hole arrived: %+v", in)
	}
	b.push(blocks[1]) // from the middle of the hole: it waits for the one behind it
	v = vector(t, b.push(blocks[2]), s.ID)
	if !b.isMerged(people[2]) || !b.isMerged(people[1]) {
		t.Errorf("what turned up of the hole is not admitted: %+v", v)
	}
	admittedUpTo(t, vector(t, b.push(blocks[0]), s.ID), 4)
	b.checkOrder()
}

func TestWhoMayRule(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	person := centraltest.NewID()
	missing, behind := s.Put(centraltest.Named(centraltest.NewID(), "Út")), s.Put(centraltest.Named(person, "Bảo"))
	b.push(behind)
	peer := b.Device(ledger.RankHamlet, b.scope)
	d, err := ledger.RuleBlocks(ledger.KindLost, centraltest.NewID(), []ledger.Hash{missing.Block.Hash}, "")
	centraltest.OK(t, err)

	b.pushAs(peer, peer.Stream(b.scope).Put(d))

	if b.isMerged(person) {
		t.Error("a hamlet declared a gap lost")
	}
}

func TestReleaseFromQuarantine(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.officer(b.scope)
	s := b.device.Stream(b.scope)
	people := []uuid.UUID{centraltest.NewID(), centraltest.NewID()}
	first, second := s.Put(centraltest.Named(people[0], "Bảo")), s.Put(centraltest.Named(people[1], "Út"))
	centraltest.OK(t, b.Revoke(t.Context(), b.device.ID))
	b.push(first, second)

	o.blocks(b.scope, ledger.KindAdmit, second.Block.Hash)
	v := vector(t, b.push(first, second), s.ID)
	if b.isMerged(people[1]) || len(v.Held) != 1 || len(v.Quarantined) != 1 {
		t.Errorf("admit does not imply lost: %+v", v)
	}
	o.blocks(b.scope, ledger.KindAdmit, first.Block.Hash)
	admittedUpTo(t, vector(t, b.push(first, second), s.ID), 2)
	b.device = o.device // the other one may not read any more
	b.checkOrder()
}

// A ruling may come before what it names.
func TestReleaseBeforeItComes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.officer(b.scope)
	s := b.device.Stream(b.scope)
	e := s.Put(centraltest.Named(centraltest.NewID(), "Bảo"))
	centraltest.OK(t, b.Revoke(t.Context(), b.device.ID))

	o.blocks(b.scope, ledger.KindAdmit, e.Block.Hash)

	admittedUpTo(t, vector(t, b.push(e), s.ID), 1)
}

// clear returns what of the values is to be read anywhere in the database.
func (b *bench) clear(scopes ...uuid.UUID) string {
	b.t.Helper()
	var all bytes.Buffer
	for _, scope := range scopes {
		centraltest.OK(b.t, b.Lines(b.t.Context(), scope, func(_ uuid.UUID, rank ledger.Rank, l ledger.Line) {
			if c, ok := l.Carried(rank); ok {
				l = c.Line
			}
			all.Write(l.Raw())
		}))
		for _, e := range b.pull(b.everywhere(), scope) {
			if e.Block == nil {
				continue
			}
			for _, l := range centraltest.Must[[]ledger.Line](b.t)(e.Block.Lines()) {
				if st, err := b.State(b.t.Context(), scope, l.Change.Record); err == nil {
					all.Write(st.AppendBinary(nil))
				}
			}
		}
	}
	return all.String()
}

// everywhere is a device that may read all scopes of the test.
func (b *bench) everywhere() *centraltest.Device {
	if b.all == nil {
		b.all = b.Device(ledger.RankProvince, append(b.others, b.scope)...)
	}
	return b.all
}

func TestRedaction(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.officer(b.scope)
	s := b.device.Stream(b.scope)
	person := centraltest.NewID()
	old := s.Put(centraltest.Named(person, "CU"))
	secret := s.Put(centraltest.Seeing(centraltest.Named(person, "BIMAT"), "ho_ten", centraltest.Dots(t, old)[0]), centraltest.Named(centraltest.NewID(), "Út"))
	b.push(old, secret)

	o.redact(b.scope, person, centraltest.Dots(t, secret)[0])
	again := b.push(secret) // a full copy comes again

	if text := b.clear(b.scope); bytes.Contains([]byte(text), []byte("BIMAT")) || !bytes.Contains([]byte(text), []byte("Út")) {
		t.Error("the value is still there, or more than it is gone")
	}
	st := centraltest.Must[ledger.State](t)(b.State(t.Context(), b.scope, person))
	if r := st.Register("ho_ten"); len(r.Siblings) != 1 || !r.Siblings[0].Withheld {
		t.Errorf("siblings %+v: the old value must not come back", r.Siblings)
	}
	admittedUpTo(t, vector(t, again, s.ID), 3)
	b.checkOrder()
}

// A page with withheld values carries the redaction before them.
func TestARedactionTravelsAhead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.officer(b.scope)
	s := b.device.Stream(b.scope)
	person := centraltest.NewID()
	secret := s.Put(centraltest.Named(person, "BIMAT"))
	b.push(secret)
	b.push(s.Put(centraltest.Named(centraltest.NewID(), "Út")))
	entry := o.redact(b.scope, person, centraltest.Dots(t, secret)[0])

	page := b.pull(b.device, b.scope)

	at := func(h ledger.Hash) int {
		return slices.IndexFunc(page, func(e ledger.Entry) bool { return e.Block.Hash == h })
	}
	if at(entry.Block.Hash) < 0 || at(entry.Block.Hash) > at(secret.Block.Hash) {
		t.Errorf("the redaction stands at %d, what it withholds at %d", at(entry.Block.Hash), at(secret.Block.Hash))
	}
}

// A database that was restored from before both takes them back in any order,
// and never shows the value again.
func TestARestoredServerTakesARedactionBack(t *testing.T) {
	t.Parallel()
	for _, order := range [][]int{{0, 1, 2}, {2, 0, 1}, {1, 2, 0}} {
		b := newBench(t)
		o := b.officer(b.scope)
		s := b.device.Stream(b.scope)
		person := centraltest.NewID()
		secret := s.Put(centraltest.Named(person, "BIMAT"))
		b.push(secret)
		o.redact(b.scope, person, centraltest.Dots(t, secret)[0])
		var withheld, entry ledger.Entry
		for _, e := range b.pull(o.device, b.scope) {
			switch {
			case e.Block.Hash == secret.Block.Hash:
				withheld = e
			case e.Block.Header.Stream == o.streams[b.scope].ID:
				entry = e
			}
		}
		full := ledger.Entry{Block: secret.Block, Admission: withheld.Admission}

		late := &bench{Province: centraltest.New(t, func(o *central.Options) { o.Keys = b.Options.Keys }), t: t, scope: b.scope}
		centraltest.OK(t, late.CreateScope(t.Context(), wire.Scope{ID: b.scope, Kind: wire.ScopeHamlet, Unit: centraltest.NewID()}))
		late.device = late.Device(ledger.RankHamlet, b.scope)
		all := []ledger.Entry{withheld, entry, full}
		for _, i := range order {
			late.push(all[i])
		}
		late.push(withheld) // asked again until it is admitted

		if text := late.clear(b.scope); bytes.Contains([]byte(text), []byte("BIMAT")) {
			t.Errorf("order %v: the value is back", order)
		}
		admittedUpTo(t, vector(t, late.push(withheld), s.ID), 1)
	}
}

// Whoever withholds on his own takes nothing away.
func TestAWithheldCopyIsNotReceived(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	person := centraltest.NewID()
	first, second := s.Put(centraltest.Named(centraltest.NewID(), "Út")), s.Put(centraltest.Named(person, "Bảo"))
	hide := func(e ledger.Entry) ledger.Entry {
		lines := centraltest.Must[[]ledger.Line](t)(e.Block.Lines())
		block, _, err := e.Block.Withhold(lines, func(ledger.Line) bool { return true })
		centraltest.OK(t, err)
		return ledger.Entry{Block: &block}
	}

	v := vector(t, b.push(hide(first)), s.ID)
	if len(v.Branches) != 0 || len(v.Held) != 1 {
		t.Errorf("a withheld copy: %+v", v)
	}
	b.push(second)       // whole, but held
	b.push(hide(second)) // must not take the place of the whole one
	admittedUpTo(t, vector(t, b.push(first), s.ID), 2)
	if names := b.names(person); len(names) != 1 || names[0] != `"Bảo"` {
		t.Errorf("names %v", names)
	}
	b.checkOrder()
}

// state returns a record's registers without what only says where it lives.
func (b *bench) values(scope, id uuid.UUID) string {
	b.t.Helper()
	st, err := b.State(b.t.Context(), scope, id)
	if err != nil {
		return ""
	}
	st.Fields = slices.DeleteFunc(st.Fields, func(r ledger.Register) bool { return r.Name == ledger.FieldHome })
	return string(st.AppendBinary(nil))
}

func (b *bench) livesIn(t *testing.T, id, want uuid.UUID, scopes ...uuid.UUID) {
	t.Helper()
	for _, scope := range scopes {
		st, err := b.State(t.Context(), scope, id)
		centraltest.OK(t, err)
		if home, ok := st.Home(); !ok || home.To != want {
			t.Errorf("in scope %s the record lives in %s, want %s", scope, home.To, want)
		}
	}
}

func TestMoveWithLateEdits(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	to, third := b.Scope(), b.Scope()
	b.others = []uuid.UUID{to, third}
	o := b.officer(b.scope, to, third)
	s := b.device.Stream(b.scope)
	person, neighbour := centraltest.NewID(), centraltest.NewID()
	first := s.Put(centraltest.Named(person, "Bảo"), centraltest.Named(neighbour, "LANGGIENG"))
	b.push(first)

	o.move(b.scope, to, 1, person)
	b.livesIn(t, person, to, b.scope, to)
	if b.values(to, person) != b.values(b.scope, person) {
		t.Error("values, dots, contexts and ranks must be the same")
	}
	late := s.Put(centraltest.Seeing(centraltest.Named(person, "Báo"), "ho_ten", centraltest.Dots(t, first)[0]))
	b.push(late)
	if b.values(to, person) != b.values(b.scope, person) {
		t.Error("a late edit was not carried")
	}
	o.move(to, third, 2, person)
	b.livesIn(t, person, third, b.scope, to, third)
	b.push(s.Put(centraltest.Seeing(centraltest.Named(person, "Bão"), "ho_ten", centraltest.Dots(t, late)[0])))
	if b.values(third, person) != b.values(b.scope, person) {
		t.Error("an edit of the oldest stub must go to where the record lives now")
	}
	if text := b.clear(to, third); bytes.Contains([]byte(text), []byte("LANGGIENG")) {
		t.Error("a line of another family was carried")
	}
	o.move(third, b.scope, 3, person)
	b.livesIn(t, person, b.scope, b.scope, to, third)
	b.checkOrder()
}

// Of two requests the same one counts, whichever comes first.
func TestTwoMovesAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one, two := b.Scope(), b.Scope()
	person := centraltest.NewID()
	b.push(b.device.Stream(b.scope).Put(centraltest.Named(person, "Bảo")))
	o, p := b.officer(b.scope, one, two), b.officer(b.scope, one, two)

	o.move(b.scope, one, 1, person)
	p.move(b.scope, two, 1, person)

	st := centraltest.Must[ledger.State](t)(b.State(t.Context(), b.scope, person))
	home, _ := st.Home()
	var best ledger.Home
	for _, officer := range []*officer{o, p} {
		_ = officer.Lines(t.Context(), b.scope, func(stream uuid.UUID, _ ledger.Rank, l ledger.Line) {
			if m, ok := l.Moving(); ok {
				h := ledger.Home{To: m.To, Number: 1, By: l.Leaf()}
				if best.To == uuid.Nil || h.Beats(best) {
					best = h
				}
			}
		})
	}
	if home != best {
		t.Errorf("home %v, want %v", home, best)
	}
	if b.values(best.To, person) != b.values(b.scope, person) {
		t.Error("the record is not whole where it lives")
	}

	// Who asked for the move that lost wrote on where he took it to be.
	other := map[uuid.UUID]uuid.UUID{one: two, two: one}[best.To]
	b.others = []uuid.UUID{best.To, other}
	p.rule(other, centraltest.Named(person, "Báo"), nil)

	b.livesIn(t, person, best.To, b.scope, best.To, other)
	if !strings.Contains(b.values(best.To, person), "Báo") {
		t.Error("what was written where a move that lost led to was not carried home")
	}
}

// A restored server that hears of a move only where the record went tells the
// scope that it came from, whichever of the two comes back first.
func TestAMoveIsToldToWhoForgotIt(t *testing.T) {
	t.Parallel()
	for name, atFirst := range map[string]bool{"the record first": true, "the move first": false} {
		b := newBench(t)
		to := b.Scope()
		o := b.officer(b.scope, to)
		s := b.device.Stream(b.scope)
		person := centraltest.NewID()
		first := s.Put(centraltest.Named(person, "Bảo"))
		before := b.Copy()
		b.push(first)
		o.move(b.scope, to, 1, person)
		moved := b.pull(o.device, to)
		b.Forget(before)

		if atFirst {
			b.push(first)
		}
		b.pushAs(o.device, moved...)
		if !atFirst {
			b.push(first)
		}

		b.livesIn(t, person, to, b.scope, to)
		b.push(s.Put(centraltest.Seeing(centraltest.Named(person, "Báo"), "ho_ten", centraltest.Dots(t, first)[0])))
		if !strings.Contains(b.values(to, person), "Báo") {
			t.Errorf("%s: a late edit was not carried", name)
		}
	}
}

// What stands in a scope that no admitted move names (the request that led there
// was lost) is carried home too, whoever wrote it and whichever came first.
func TestAMoveGathersWhatStandsElsewhere(t *testing.T) {
	t.Parallel()
	for name, written := range map[string]func(b *bench, scope uuid.UUID, d ledger.Draft) (bring func()){
		"a laptop": func(b *bench, scope uuid.UUID, d ledger.Draft) func() {
			return func() { b.officer(scope).rule(scope, d, nil) }
		},
		"the server": func(b *bench, scope uuid.UUID, d ledger.Draft) func() {
			return func() { centraltest.OK(b.t, b.Write(b.t.Context(), scope, []ledger.Draft{d})) }
		},
		"the server, which forgot it": func(b *bench, scope uuid.UUID, d ledger.Draft) func() {
			reader, before := b.everywhere(), b.Copy()
			centraltest.OK(b.t, b.Write(b.t.Context(), scope, []ledger.Draft{d}))
			entries := b.pull(reader, scope)
			b.Forget(before)
			return func() { b.pushAs(reader, entries...) }
		},
	} {
		for order, first := range map[string]bool{"before the move": true, "after the move": false} {
			t.Run(name+" "+order, func(t *testing.T) {
				b := newBench(t)
				to, third := b.Scope(), b.Scope()
				b.others = []uuid.UUID{to, third}
				person := centraltest.NewID()
				b.push(b.device.Stream(b.scope).Put(centraltest.Named(person, "Bảo")))
				bring := written(b, third, centraltest.Named(person, "Báo"))

				if first {
					bring()
				}
				b.officer(b.scope, third).move(b.scope, to, 1, person)
				if !first {
					bring()
				}

				b.livesIn(t, person, to, b.scope, to, third)
				for _, value := range []string{"Bảo", "Báo"} {
					if !strings.Contains(b.values(to, person), value) {
						t.Errorf("%s is not where the record lives", value)
					}
				}
				b.checkOrder()
				b.checkScope(to)
			})
		}
	}
}

// Records move among scopes of one kind: one of another kind that has a record of
// the same id keeps it, whichever came first.
func TestAMoveLeavesOtherKindsAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	to, reference := b.Scope(), centraltest.NewID()
	centraltest.OK(t, b.CreateScope(t.Context(), wire.Scope{ID: reference, Kind: wire.ScopeReference, Unit: centraltest.NewID()}))
	before, after := centraltest.NewID(), centraltest.NewID()
	s, o := b.device.Stream(b.scope), b.officer(b.scope)
	unit := func(id uuid.UUID) {
		draft := centraltest.Record(registry.KindUnit, id, registry.Unit{Name: "ấp Một"})
		centraltest.OK(t, b.Write(t.Context(), reference, []ledger.Draft{draft}))
	}
	b.push(s.Put(centraltest.Named(before, "Bảo"), centraltest.Named(after, "Út")))

	unit(before)
	o.move(b.scope, to, 1, before, after)
	unit(after)

	for _, id := range []uuid.UUID{before, after} {
		b.livesIn(t, id, to, b.scope, to)
		st := centraltest.Must[ledger.State](t)(b.State(t.Context(), reference, id))
		if !st.LivesIn(reference) || strings.Contains(b.values(to, id), "ấp Một") {
			t.Error("a unit moved with a person of its id")
		}
	}
}

// One block edits a record that is known to have moved and, where nobody knew of
// it yet, another one: both edits are carried.
func TestAStrayHoldsUpNoLateEdit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	to, third := b.Scope(), b.Scope()
	s := b.device.Stream(b.scope)
	known, stray := centraltest.NewID(), centraltest.NewID()
	b.push(s.Put(centraltest.Named(known, "Bảo")))
	o := b.officer(b.scope, third)
	o.rule(third, centraltest.Named(stray, "Út"), nil)
	o.move(b.scope, to, 1, known)
	o.move(third, to, 1, stray)

	b.push(s.Put(centraltest.Named(known, "Báo"), centraltest.Named(stray, "Ut")))

	for record, value := range map[uuid.UUID]string{known: "Báo", stray: "Ut"} {
		if !strings.Contains(b.values(to, record), value) {
			t.Errorf("%s was not carried", value)
		}
	}
}

// An officer who knows the id of a child of another commune writes under it, and
// moves: once to where he may write, once there and back. Nothing of the child
// comes to him.
func TestAMoveTakesNothingFromWhereItsAuthorMayNotRule(t *testing.T) {
	t.Parallel()
	for name, moves := range map[string]func(o *officer, victim, own, other, person uuid.UUID){
		"among his own": func(o *officer, _, own, other, person uuid.UUID) { o.move(own, other, 1, person) },
		"there and back": func(o *officer, victim, own, _, person uuid.UUID) {
			o.move(own, victim, 1, person)
			o.move(own, own, 2, person)
		},
		"there and aside": func(o *officer, victim, own, other, person uuid.UUID) {
			o.move(own, victim, 1, person)
			o.move(own, other, 2, person)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			own, other := b.Scope(), b.Scope()
			person := centraltest.NewID()
			s := b.device.Stream(b.scope)
			b.push(s.Put(centraltest.Named(person, "BIMAT")))
			o := b.officer(own, other)
			o.rule(own, centraltest.Named(person, "Bảo"), nil)

			moves(o, b.scope, own, other, person)
			b.push(s.Put(centraltest.Named(person, "BIMATHON")))

			for _, scope := range []uuid.UUID{own, other} {
				if strings.Contains(b.values(scope, person), "BIMAT") {
					t.Error("the child's name came along")
				}
			}
			st := centraltest.Must[ledger.State](t)(b.State(t.Context(), b.scope, person))
			if !st.LivesIn(b.scope) {
				t.Error("the child does not live where it did")
			}
		})
	}
}

// A laptop writes what only the server writes, a line that carries. It is carried
// nowhere, and holds up neither the move nor what else comes with it.
func TestAForgedCarrierHoldsUpNothing(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]bool{"before the move": false, "after the move": true} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			to := b.Scope()
			person := centraltest.NewID()
			s, o := b.device.Stream(b.scope), b.officer(b.scope)
			forged := ledger.Draft{Kind: registry.KindPerson, Record: person, Op: ledger.OpSet, Fields: map[string]json.RawMessage{"_mang.000": []byte(`"KLUv"`)}}
			b.push(s.Put(centraltest.Named(person, "Bảo")))
			if late {
				o.move(b.scope, to, 1, person)
			}

			b.push(s.Put(forged), s.Put(centraltest.Named(person, "Báo")))
			if !late {
				o.move(b.scope, to, 1, person)
			}

			if got := b.values(to, person); !strings.Contains(got, "Báo") || strings.Contains(got, "KLUv") {
				t.Errorf("where the record lives stands %q", got)
			}
		})
	}
}

func TestOnlyOfficersMove(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	to := b.Scope()
	person := centraltest.NewID()
	s := b.device.Stream(b.scope)
	d, err := ledger.Move(centraltest.NewID(), ledger.Moving{To: to, Records: []ledger.MovedRecord{{Record: person, Number: 1}}}, "")
	centraltest.OK(t, err)

	b.push(s.Put(centraltest.Named(person, "Bảo")), s.Put(d))

	if _, err := b.State(t.Context(), to, person); err == nil {
		t.Error("a hamlet moved a record")
	}
}

// A redaction follows its dot: before and after the move, and from either side.
func TestRedactionFollowsAMove(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]func(b *bench, o *officer, from, to, person uuid.UUID, dot ledger.Dot){
		"before": func(b *bench, o *officer, from, to, person uuid.UUID, dot ledger.Dot) {
			o.redact(from, person, dot)
			o.move(from, to, 1, person)
		},
		"after, where it was": func(b *bench, o *officer, from, to, person uuid.UUID, dot ledger.Dot) {
			o.move(from, to, 1, person)
			o.redact(from, person, dot)
		},
		"after, where it is": func(b *bench, o *officer, from, to, person uuid.UUID, dot ledger.Dot) {
			o.move(from, to, 1, person)
			o.redact(to, person, dot)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			to := b.Scope()
			b.others = []uuid.UUID{to}
			o := b.officer(b.scope, to)
			s := b.device.Stream(b.scope)
			person := centraltest.NewID()
			secret := s.Put(centraltest.Named(person, "BIMAT"))
			b.push(secret, s.Put(centraltest.Record(registry.KindPerson, person, registry.Person{Note: "con lai"})))

			at(b, o, b.scope, to, person, centraltest.Dots(t, secret)[0])

			if text := b.clear(b.scope, to); bytes.Contains([]byte(text), []byte("BIMAT")) {
				t.Error("the value is still there")
			}
			if b.values(to, person) != b.values(b.scope, person) || b.values(to, person) == "" {
				t.Error("the record is not the same in both scopes")
			}
			b.checkOrder()
			b.checkScope(to)
		})
	}
}

// The record that a replica makes of the order alone is the server's.
func (b *bench) checkScope(scope uuid.UUID) {
	b.t.Helper()
	before := b.scope
	b.scope = scope
	defer func() { b.scope = before }()
	device := b.device
	b.device = b.everywhere()
	defer func() { b.device = device }()
	b.checkOrder()
}
