package central_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/server/central/centraltest"
	"thamho.vn/internal/sync/wire"
)

// bench is a province with one scope and one device in it.
type bench struct {
	*centraltest.Province
	t      testing.TB
	scope  uuid.UUID
	device *centraltest.Device
	others []uuid.UUID // further scopes of a test
	all    *centraltest.Device
}

func newBench(t testing.TB, changes ...func(*central.Options)) *bench {
	t.Helper()
	b := &bench{Province: centraltest.New(t, changes...), t: t}
	b.scope = b.Scope()
	b.device = b.Device(ledger.RankHamlet, b.scope)
	return b
}

// push sends entries as the bench's device.
func (b *bench) push(entries ...ledger.Entry) wire.PushResponse {
	b.t.Helper()
	return b.pushAs(b.device, entries...)
}

func (b *bench) pushAs(d *centraltest.Device, entries ...ledger.Entry) wire.PushResponse {
	b.t.Helper()
	return centraltest.Must[wire.PushResponse](b.t)(b.Push(b.t.Context(), d.ID, entries))
}

// pull reads the whole order of a scope as a device.
func (b *bench) pull(d *centraltest.Device, scope uuid.UUID) []ledger.Entry {
	b.t.Helper()
	return centraltest.Must[[]ledger.Entry](b.t)(b.Pull(b.t.Context(), d.ID, scope, 0, 1<<30, uuid.Nil))
}

// names returns the surviving names of a person.
func (b *bench) names(person uuid.UUID) []string {
	b.t.Helper()
	state := centraltest.Must[ledger.State](b.t)(b.State(b.t.Context(), b.scope, person))
	var names []string
	for _, sib := range state.Register("ho_ten").Siblings {
		names = append(names, string(sib.Value))
	}
	slices.Sort(names)
	return names
}

// isMerged tells whether a person is on record.
func (b *bench) isMerged(person uuid.UUID) bool {
	_, err := b.State(b.t.Context(), b.scope, person)
	return err == nil
}

// vector returns what an answer says of a stream, and fails when it says
// nothing.
func vector(t testing.TB, answer wire.PushResponse, stream uuid.UUID) ledger.StreamVector {
	t.Helper()
	i := slices.IndexFunc(answer.Vectors, func(v ledger.StreamVector) bool { return v.Stream == stream })
	if i < 0 {
		t.Fatalf("no vector of the stream in %+v", answer)
	}
	return answer.Vectors[i]
}

// admittedUpTo fails unless the stream is one unbroken chain 1..last.
func admittedUpTo(t testing.TB, v ledger.StreamVector, last uint64) {
	t.Helper()
	if len(v.Branches) != 1 || v.Branches[0].First != 1 || v.Branches[0].Last != last || len(v.Held)+len(v.Quarantined) > 0 {
		t.Errorf("vector %+v, want 1..%d", v, last)
	}
}

// redacts tells whether an entry holds a redaction.
func redacts(t testing.TB, e ledger.Entry) bool {
	t.Helper()
	return slices.ContainsFunc(centraltest.Must[[]ledger.Line](t)(e.Block.Lines()), func(l ledger.Line) bool {
		_, ok := l.Redaction()
		return ok
	})
}

// checkOrder fails unless the scope's order is dense from 1, every admission
// holds, no block stands twice, and the records are what the admitted lines
// say.
func (b *bench) checkOrder() {
	b.t.Helper()
	entries := b.pull(b.device, b.scope)
	seen := map[ledger.Hash]bool{}
	trust := ledger.NewTrust(b.Options.Keys.Root)
	centraltest.OK(b.t, trust.AddServer(b.Options.Keys.Cert))
	states := map[uuid.UUID]*ledger.State{}
	at := uint64(0)
	for _, e := range entries {
		a := e.Admission.Doc
		if a.Seq > at+1 && redacts(b.t, e) {
			continue // ahead of its place
		}
		at++
		if a.Seq != at || a.Epoch != b.Epoch() || seen[a.Block] {
			b.t.Errorf("entry %d: seq %d, epoch %v, twice %v", at, a.Seq, a.Epoch == b.Epoch(), seen[a.Block])
		}
		seen[a.Block] = true
		centraltest.OK(b.t, trust.CheckAdmission(*e.Admission, e.Block.Header, e.Block.Hash))
		for _, line := range centraltest.Must[[]ledger.Line](b.t)(e.Block.Lines()) {
			id := line.Change.Record
			if states[id] == nil {
				states[id] = &ledger.State{}
			}
			states[id].Apply(line, e.Block.Header.Stream, a.Rank)
		}
	}
	for id, want := range states {
		got := centraltest.Must[ledger.State](b.t)(b.State(b.t.Context(), b.scope, id))
		if string(got.AppendBinary(nil)) != string(want.AppendBinary(nil)) {
			b.t.Errorf("record %s is not what the admitted lines say", id)
		}
	}
}

func TestPushInOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	person := centraltest.NewID()

	first := b.push(s.Put(centraltest.Named(person, "Bảo")))
	second := b.push(s.Put(centraltest.Named(person, "Báo"), centraltest.Named(centraltest.NewID(), "Út")))

	admittedUpTo(t, vector(t, first, s.ID), 1)
	admittedUpTo(t, vector(t, second, s.ID), 3)
	if got := b.names(person); len(got) != 2 {
		t.Errorf("two values that did not see each other must both stay: %v", got)
	}
	b.checkOrder()
}

func TestPushTwiceIsAnsweredTheSame(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	entries := []ledger.Entry{s.Put(centraltest.Named(centraltest.NewID(), "Bảo")), s.Put(centraltest.Named(centraltest.NewID(), "Út"))}

	first := b.push(entries...)
	print := centraltest.Must[ledger.Hash](t)(b.Fingerprint(t.Context(), b.scope))
	again := b.push(append(entries, entries...)...)
	b.Reopen()
	later := b.push(entries...)

	for _, answer := range []wire.PushResponse{again, later} {
		if fmt.Sprint(answer) != fmt.Sprint(first) {
			t.Errorf("first %+v, then %+v", first, answer)
		}
	}
	if got := centraltest.Must[ledger.Hash](t)(b.Fingerprint(t.Context(), b.scope)); got != print {
		t.Error("a repeat changed the records")
	}
	b.checkOrder()
}

func TestPushHoldsBehindAGap(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	people := []uuid.UUID{centraltest.NewID(), centraltest.NewID(), centraltest.NewID(), centraltest.NewID()}
	var blocks []ledger.Entry
	for _, id := range people {
		blocks = append(blocks, s.Put(centraltest.Named(id, "Bảo")))
	}

	v := vector(t, b.push(blocks[3], blocks[1]), s.ID)
	if len(v.Branches) != 0 || len(v.Held) != 2 {
		t.Errorf("behind a gap: %+v", v)
	}
	if b.isMerged(people[1]) {
		t.Error("a held block was merged")
	}
	v = vector(t, b.push(blocks[0]), s.ID)
	if len(v.Branches) != 1 || v.Branches[0].Last != 2 || len(v.Held) != 1 {
		t.Errorf("with the first: %+v", v)
	}
	b.Reopen()
	admittedUpTo(t, vector(t, b.push(blocks[2]), s.ID), 4)
	for _, id := range people {
		if !b.isMerged(id) {
			t.Errorf("%s is missing", id)
		}
	}
	b.checkOrder()
}

// Blocks of one push may come in any order; the longest cascade is theirs.
func TestPushBackwards(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	var blocks []ledger.Entry
	for range 40 {
		blocks = append(blocks, s.Put(centraltest.Named(centraltest.NewID(), "Bảo")))
	}
	slices.Reverse(blocks)

	admittedUpTo(t, vector(t, b.push(blocks...), s.ID), 40)
	b.checkOrder()
}

func TestPushOfTwinsMakesBranches(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	person := centraltest.NewID()
	s := b.device.Stream(b.scope)
	common := s.Put(centraltest.Named(centraltest.NewID(), "Út"))
	twin := s.Fork()
	one := []ledger.Entry{s.Put(centraltest.Named(person, "Bảo")), s.Put(centraltest.Named(person, "Báo"))}
	two := []ledger.Entry{twin.Put(centraltest.Named(person, "Bão"))}

	b.push(append([]ledger.Entry{common}, one...)...)
	v := vector(t, b.push(append([]ledger.Entry{common}, two...)...), s.ID)

	heads := map[ledger.Hash]uint64{}
	for _, branch := range v.Branches {
		heads[branch.Head] = branch.Last
	}
	if len(heads) != 2 || heads[one[1].Block.Hash] != 3 || heads[two[0].Block.Hash] != 2 {
		t.Errorf("branches %+v", v.Branches)
	}
	if got := b.names(person); len(got) != 3 {
		t.Errorf("every dot must stay: %v", got)
	}
	b.checkOrder()
}

// Two clones of a laptop that had pushed nothing yet both begin at 1.
func TestPushOfTwinsFromTheStart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	person := centraltest.NewID()
	s := b.device.Stream(b.scope)
	twin := s.Fork()

	b.push(s.Put(centraltest.Named(person, "Bảo")))
	v := vector(t, b.push(twin.Put(centraltest.Named(person, "Bão"))), s.ID)

	if len(v.Branches) != 2 || len(b.names(person)) != 2 {
		t.Errorf("branches %+v, names %v", v.Branches, b.names(person))
	}
	b.checkOrder()
}

func TestPushRefusesWhatIsNotSigned(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	other := b.Device(ledger.RankHamlet, b.scope)
	stranger := *b.device.Stream(b.scope)
	stranger.Key = other.Key // another's hand under our grant
	unknown := *other.Stream(b.scope)
	unknown.Grant = centraltest.NewID() // nobody knows the grant, and the asker did not sign
	good := b.device.Stream(b.scope)
	entries := []ledger.Entry{
		stranger.Put(centraltest.Named(centraltest.NewID(), "x")), unknown.Put(centraltest.Named(centraltest.NewID(), "y")),
		good.Put(centraltest.Named(centraltest.NewID(), "Bảo")),
	}

	answer := b.push(entries...)

	if len(answer.Refused) != 2 || answer.Refused[0].Block != entries[0].Block.Hash || answer.Refused[1].Code != "signature" {
		t.Errorf("refused %+v", answer.Refused)
	}
	admittedUpTo(t, vector(t, answer, good.ID), 1)
	if again := b.push(entries...); fmt.Sprint(again.Refused) != fmt.Sprint(answer.Refused) {
		t.Errorf("asked again: %+v", again.Refused)
	}
	b.checkOrder()
}

func TestPushQuarantines(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	elsewhere := b.Scope()
	cases := map[string]func(d *centraltest.Device) *centraltest.Stream{
		"a revoked device": func(d *centraltest.Device) *centraltest.Stream {
			centraltest.OK(t, b.Revoke(t.Context(), d.ID))
			return d.Stream(b.scope)
		},
		"a grant that nobody knows": func(d *centraltest.Device) *centraltest.Stream {
			s := d.Stream(b.scope)
			s.Grant = centraltest.NewID()
			return s
		},
		"a grant of another scope": func(d *centraltest.Device) *centraltest.Stream {
			s := d.Stream(b.scope)
			s.Scope = elsewhere
			return s
		},
		"a grant that is another device's": func(d *centraltest.Device) *centraltest.Stream {
			s := d.Stream(b.scope)
			s.Grant = b.Device(ledger.RankPolice, elsewhere).Grants[elsewhere]
			return s
		},
	}
	for name, stream := range cases {
		t.Run(name, func(t *testing.T) {
			d := b.Device(ledger.RankHamlet, b.scope)
			s := stream(d)
			person := centraltest.NewID()
			entry := s.Put(centraltest.Named(person, "Bảo"))

			answer := b.pushAs(d, entry)
			again := b.pushAs(d, entry)

			if name == "a grant that is another device's" {
				if len(answer.Refused) != 1 || answer.Refused[0].Code != "signature" {
					t.Errorf("refused %+v", answer)
				}
				return
			}
			v := vector(t, answer, s.ID)
			if len(v.Branches) != 0 || len(v.Quarantined) != 1 || v.Quarantined[0] != entry.Block.Hash || fmt.Sprint(again) != fmt.Sprint(answer) {
				t.Errorf("%+v, then %+v", answer, again)
			}
			if b.isMerged(person) {
				t.Error("it was merged")
			}
		})
	}
	b.checkOrder()
}

// Held blocks of a device whose key is revoked move to quarantine at once, and
// stay there when their gap is filled.
func TestRevocationMovesHeldBlocks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	first, second := s.Put(centraltest.Named(centraltest.NewID(), "Bảo")), s.Put(centraltest.Named(centraltest.NewID(), "Út"))
	b.push(second)
	other := b.Device(ledger.RankHamlet, b.scope)
	its := other.Stream(b.scope)
	gap := its.Put(centraltest.Named(centraltest.NewID(), "Lan"))
	b.pushAs(other, its.Put(centraltest.Named(centraltest.NewID(), "Mai")))

	centraltest.OK(t, b.Revoke(t.Context(), b.device.ID))
	v := vector(t, b.push(first), s.ID)

	if len(v.Held) != 0 || len(v.Quarantined) != 2 || len(v.Branches) != 0 {
		t.Errorf("vector %+v", v)
	}
	admittedUpTo(t, vector(t, b.pushAs(other, gap), its.ID), 2)
}

// A block that a server admitted is admitted again, whatever its grant is now.
func TestAdmissionTravels(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	people := []uuid.UUID{centraltest.NewID(), centraltest.NewID()}
	b.push(s.Put(centraltest.Named(people[0], "Bảo")), s.Put(centraltest.Named(people[1], "Út")))
	entries := b.pull(b.device, b.scope)

	// Another database with the same keys: restored from before anything was.
	late := &bench{Province: centraltest.New(t, func(o *central.Options) { o.Keys = b.Options.Keys }), t: t, scope: b.scope}
	centraltest.OK(t, late.CreateScope(t.Context(), wire.Scope{ID: b.scope, Kind: wire.ScopeHamlet, Unit: centraltest.NewID()}))
	late.device = late.Device(ledger.RankHamlet, b.scope)
	centraltest.OK(t, late.Revoke(t.Context(), late.device.ID))
	last := len(entries) - 1
	entries[0], entries[last] = entries[last], entries[0] // gaps don't matter either
	answer := late.push(entries...)

	if len(answer.Refused) > 0 {
		t.Fatalf("refused %+v", answer.Refused)
	}
	admittedUpTo(t, vector(t, answer, s.ID), 2)
	for _, id := range people {
		if !late.isMerged(id) {
			t.Errorf("%s is missing", id)
		}
	}
}

func TestAdmissionOfAStrangerCountsForNothing(t *testing.T) {
	t.Parallel()
	b, stranger := newBench(t), newBench(t)
	centraltest.OK(t, stranger.CreateScope(t.Context(), wire.Scope{ID: b.scope, Kind: wire.ScopeHamlet, Unit: centraltest.NewID()}))
	centraltest.OK(t, b.Revoke(t.Context(), b.device.ID))
	s := b.device.Stream(b.scope)
	entry := s.Put(centraltest.Named(centraltest.NewID(), "Bảo"))
	forged := centraltest.Must[ledger.SignedAdmission](t)(ledger.SignDoc(stranger.Options.Keys.Sign, ledger.ForAdmission,
		ledger.Admission{Scope: b.scope, Block: entry.Block.Hash, Rank: ledger.RankServer, Epoch: b.Epoch(), Seq: 1}))
	entry.Admission = &forged

	if v := vector(t, b.push(entry), s.ID); len(v.Quarantined) != 1 || len(v.Branches) != 0 {
		t.Errorf("vector %+v", v)
	}
}

// An admitted block whose signature was broken on the way would stop every
// laptop that checks it.
func TestAdmissionDoesNotExcuseABadSignature(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	good := s.Put(centraltest.Named(centraltest.NewID(), "Bảo"))
	broken := good.Block.Bytes()
	broken[4+headerSize(broken)]++
	block := centraltest.Must[ledger.Block](t)(ledger.ParseBlock(broken))
	admission := centraltest.Must[ledger.SignedAdmission](t)(ledger.SignDoc(b.Options.Keys.Sign, ledger.ForAdmission,
		ledger.Admission{Scope: b.scope, Block: block.Hash, Rank: ledger.RankHamlet, Epoch: centraltest.NewID(), Seq: 9}))

	answer := b.push(ledger.Entry{Block: &block, Admission: &admission})

	if len(answer.Refused) != 1 || answer.Refused[0].Code != "signature" {
		t.Errorf("answer %+v", answer)
	}
	admittedUpTo(t, vector(t, b.push(good), s.ID), 1)
}

// headerSize reads the length that stands before a block's header; the
// signature follows the header.
func headerSize(block []byte) int {
	return int(block[2])<<8 | int(block[3])
}

// A block with withheld values is not received: the whole one takes its place.
func TestAWithheldBlockWaitsForTheWholeOne(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	person := centraltest.NewID()
	s := b.device.Stream(b.scope)
	whole := s.Put(centraltest.Named(person, "Bảo"))
	next := s.Put(centraltest.Named(centraltest.NewID(), "Út"))
	lines := centraltest.Must[[]ledger.Line](t)(whole.Block.Lines())
	hidden := centraltest.Must[ledger.Line](t)(lines[0].Withhold())
	twin := *s
	twin.Head, twin.ID = ledger.Hash{}, s.ID
	withheld := twin.Seal(hidden)
	if withheld.Block.Hash != whole.Block.Hash {
		t.Fatal("withholding must not change the header")
	}

	v := vector(t, b.push(withheld, next), s.ID)
	if len(v.Branches) != 0 || len(v.Held) != 2 {
		t.Errorf("withheld: %+v", v)
	}
	admittedUpTo(t, vector(t, b.push(whole), s.ID), 2)
	if got := b.names(person); len(got) != 1 || got[0] != `"Bảo"` {
		t.Errorf("names %v", got)
	}
	b.checkOrder()
}

// A scope that this database does not know (a restored backup) must not stop
// the other scopes of the same push.
func TestPushIntoAScopeThatIsNotHere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	lost := *b.device.Stream(b.scope)
	lost.Scope = centraltest.NewID()
	entry := lost.Put(centraltest.Named(centraltest.NewID(), "Lan"))
	admission := centraltest.Must[ledger.SignedAdmission](t)(ledger.SignDoc(b.Options.Keys.Sign, ledger.ForAdmission,
		ledger.Admission{Scope: lost.Scope, Block: entry.Block.Hash, Rank: ledger.RankHamlet, Epoch: centraltest.NewID(), Seq: 9}))
	entry.Admission = &admission

	answer := b.push(entry, s.Put(centraltest.Named(centraltest.NewID(), "Bảo")))

	admittedUpTo(t, vector(t, answer, s.ID), 1)
	if v := vector(t, answer, lost.ID); len(v.Quarantined) != 1 {
		t.Errorf("vector %+v", v)
	}
	centraltest.OK(t, b.CreateScope(t.Context(), wire.Scope{ID: lost.Scope, Kind: wire.ScopeHamlet, Unit: centraltest.NewID()}))
	admittedUpTo(t, vector(t, b.push(entry), lost.ID), 1)
}

// Sixteen laptops push to one child at the same time.
func TestSixteenWritersOfOneChild(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	person := centraltest.NewID()
	const writers, pushes = 16, 8
	var devices []*centraltest.Device
	for range writers {
		devices = append(devices, b.Device(ledger.RankHamlet, b.scope))
	}
	var wg sync.WaitGroup
	for i, d := range devices {
		wg.Go(func() {
			s := d.Stream(b.scope)
			for j := range pushes {
				e := s.Put(centraltest.Named(person, fmt.Sprintf("%d-%d", i, j)), centraltest.Named(centraltest.NewID(), "Út"))
				if _, err := b.Push(t.Context(), d.ID, []ledger.Entry{e}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()

	if got := b.names(person); len(got) != writers*pushes {
		t.Errorf("%d names survive, want %d", len(got), writers*pushes)
	}
	b.checkOrder()
}

// A value of a higher rank is not replaced by a lower one, whatever the
// client claims.
func TestRankComesFromTheGrant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	police := b.Device(ledger.RankPolice, b.scope)
	person := centraltest.NewID()
	number := func(pin registry.PIN) ledger.Draft {
		return centraltest.Record(registry.KindPerson, person, registry.Person{Number: registry.Number{PIN: pin}})
	}
	verified := police.Stream(b.scope).Put(number("096215900123"))
	b.pushAs(police, verified)
	dots := centraltest.Dots(t, verified)

	b.push(b.device.Stream(b.scope).Put(centraltest.Seeing(number("096215900999"), "so_dinh_danh", dots...)))

	state := centraltest.Must[ledger.State](t)(b.State(t.Context(), b.scope, person))
	siblings := state.Register("so_dinh_danh").Siblings
	if len(siblings) != 2 {
		t.Fatalf("%d values, want both", len(siblings))
	}
	b.checkOrder()
}

// A record that two laptops claim to have created is one record with both
// values, also when the claims come in one push or in one block.
func TestARecordCreatedTwice(t *testing.T) {
	t.Parallel()
	created := func(id uuid.UUID, name string) ledger.Draft {
		d := centraltest.Named(id, name)
		d.Op = ledger.OpCreate
		return d
	}
	for _, together := range []bool{true, false} {
		b := newBench(t)
		person := centraltest.NewID()
		s, other := b.device.Stream(b.scope), b.device.Stream(b.scope)
		one := s.Put(created(person, "Bảo"), centraltest.Named(person, "Báo"))
		two := other.Put(created(person, "Bão"), created(person, "Bạo"))
		if together {
			b.push(one, two)
		} else {
			b.push(one)
			b.push(two)
		}
		b.push(s.Put(centraltest.Named(person, "Bào")))

		if got := b.names(person); len(got) != 5 {
			t.Errorf("together %v: names %v", together, got)
		}
		b.checkOrder()
	}
}

// A database restored from before a grant was issued learns it again from the
// block in which the server wrote it, and checks its device's blocks by it.
func TestARestoredServerLearnsItsGrantsAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old := b.Copy()
	late := b.Device(ledger.RankHamlet, b.scope)
	s := late.Stream(b.scope)
	b.pushAs(late, s.Put(centraltest.Named(centraltest.NewID(), "Bảo")))
	all := b.pull(b.device, b.scope)
	next := s.Put(centraltest.Named(centraltest.NewID(), "Út"))
	broken := s.Fork()
	broken.Key = b.device.Key
	bad := broken.Put(centraltest.Named(centraltest.NewID(), "x"))
	b.Forget(old)

	answer := b.push(append(all, next, bad)...)

	admittedUpTo(t, vector(t, answer, s.ID), 2)
	if len(answer.Refused) != 1 || answer.Refused[0].Block != bad.Block.Hash {
		t.Errorf("refused %+v", answer.Refused)
	}
	b.checkOrder()
}

// Nobody grants himself anything by writing a grant record.
func TestAGrantRecordOfALaptopGrantsNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	elsewhere := b.Scope()
	grant := ledger.Grant{
		ID: centraltest.NewID(), Device: b.device.ID, Sign: centraltest.Public(b.device.Key), User: centraltest.NewID(),
		Scope: b.scope, Role: registry.RoleProvince, Rank: ledger.RankProvince,
	}
	forged := centraltest.Must[ledger.SignedGrant](t)(ledger.SignDoc(b.device.Key, ledger.ForGrant, grant))
	s := b.device.Stream(b.scope)
	record := func(id uuid.UUID, cert []byte) ledger.Draft {
		return ledger.Draft{Kind: registry.KindGrant, Record: id, Op: ledger.OpCreate, Fields: registry.Fields{registry.FieldCert: cert}}
	}
	req, _ := centraltest.Asker(t, b.Code(elsewhere))
	foreign := centraltest.Must[wire.EnrolResponse](t)(b.Enrol(t.Context(), req)).Grants[0]
	b.push(s.Put(record(grant.ID, forged.Bytes()), record(foreign.Doc.ID, foreign.Bytes())))

	own := b.device.Stream(b.scope)
	own.Grant = grant.ID
	if v := vector(t, b.push(own.Put(centraltest.Named(centraltest.NewID(), "x"))), own.ID); len(v.Quarantined) != 1 {
		t.Errorf("under the forged grant: %+v", v)
	}
	if _, err := b.Pull(t.Context(), b.device.ID, elsewhere, 0, 1, uuid.Nil); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("pull: %v", err)
	}
}

// Nobody writes under a colleague's name: such a block waits in quarantine.
func TestNobodyWritesUnderAnothersName(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := centraltest.NewID()
	own := b.device.Stream(b.scope)
	admittedUpTo(t, vector(t, b.push(own.Put(centraltest.Named(id, "Bảo"))), own.ID), 1)
	forged := b.device.Stream(b.scope)
	forged.User = centraltest.NewID()
	if v := vector(t, b.push(forged.Put(centraltest.Named(id, "Báo"))), forged.ID); len(v.Quarantined) != 1 {
		t.Errorf("under another's name: %+v", v)
	}
	b.checkOrder()
}
