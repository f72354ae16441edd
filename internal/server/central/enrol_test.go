package central_test

import (
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/server/central/centraltest"
	"thamho.vn/internal/sync/wire"
)

// isCodeError tells whether a code was turned away with the one answer that
// there is for all reasons.
func isCodeError(err error) bool {
	return registry.CodeOf(err) == registry.Denied && strings.Contains(err.Error(), "enrol_code")
}

func TestEnrol(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	readable := b.Scope()
	code := centraltest.Must[string](t)(b.IssueCode(t.Context(), central.CodeSpec{
		User: centraltest.NewID(), Name: "Út", Role: registry.RoleHamlet, Rank: ledger.RankHamlet,
		Scopes: []uuid.UUID{b.scope}, Reads: []uuid.UUID{readable},
	}, time.Hour))
	if !regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$`).MatchString(code) {
		t.Errorf("code %q", code)
	}
	req, d := centraltest.Asker(t, strings.ToLower(strings.ReplaceAll(code, "-", " ")))

	answer := centraltest.Must[wire.EnrolResponse](t)(b.Enrol(t.Context(), req))

	if answer.Proof != wire.EnrolProof(code, b.Options.Keys.Root, req.Sign) || answer.Root != b.Options.Keys.Root || answer.User != "Út" {
		t.Errorf("answer %+v", answer)
	}
	trust := ledger.NewTrust(answer.Root)
	centraltest.OK(t, trust.AddServer(answer.Server))
	if len(answer.Grants) != 1 || trust.CheckGrant(answer.Grants[0]) != nil || answer.Grants[0].Doc.Scope != b.scope {
		t.Errorf("grants %+v", answer.Grants)
	}
	if len(answer.Scopes) != 2 {
		t.Errorf("scopes %+v", answer.Scopes)
	}
	d.User = answer.Grants[0].Doc.User
	d.ID, d.Grants = answer.Device, map[uuid.UUID]uuid.UUID{b.scope: answer.Grants[0].Doc.ID}
	if again := b.hello(wire.HelloRequest{Store: req.Store, Nonce: req.Nonce, Next: nonce("2")}); again.Stale {
		t.Error("the first hello after enrolment is stale")
	}
	s := d.Stream(b.scope)
	admittedUpTo(t, vector(t, b.pushAs(d, s.Put(centraltest.Named(centraltest.NewID(), "Bảo"))), s.ID), 1)
	b.checkOrder()
}

// The grant of a laptop stands in its scope before anything that the laptop
// writes, so that every other laptop can check it.
func TestEnrolWritesTheGrantIntoTheScope(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	req, _ := centraltest.Asker(t, b.Code(b.scope))
	answer := centraltest.Must[wire.EnrolResponse](t)(b.Enrol(t.Context(), req))

	found := false
	for _, e := range b.pull(b.device, b.scope) {
		for _, line := range centraltest.Must[[]ledger.Line](t)(e.Block.Lines()) {
			found = found || line.Change.Kind == registry.KindGrant && line.Change.Record == answer.Grants[0].Doc.ID
		}
	}
	if !found {
		t.Error("the grant is not in its scope")
	}
}

func TestEnrolTurnsAway(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	used := b.Code(b.scope)
	first, _ := centraltest.Asker(t, used)
	centraltest.Must[wire.EnrolResponse](t)(b.Enrol(t.Context(), first))
	expired := b.Code(b.scope)
	unproved := b.Code(b.scope)
	b.Clock.Move(59 * time.Minute)
	good := b.Code(b.scope)
	b.Clock.Move(2 * time.Minute)

	for name, code := range map[string]string{"used": used, "expired": expired, "a guess": "AAAA-BBBB-CCCC-DDDD", "nothing": ""} {
		req, _ := centraltest.Asker(t, code)
		if _, err := b.Enrol(t.Context(), req); !isCodeError(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	req, _ := centraltest.Asker(t, unproved)
	_, other := centraltest.Asker(t, unproved)
	req.Sign = centraltest.Public(other.Key) // a key that the asker does not hold
	if _, err := b.Enrol(t.Context(), req); !isCodeError(err) {
		t.Errorf("without proof of the key: %v", err)
	}
	req, _ = centraltest.Asker(t, good)
	centraltest.Must[wire.EnrolResponse](t)(b.Enrol(t.Context(), req))
}

// A lost answer is asked for again by the same key, even after the code ran
// out, and gives the same device and the same grants.
func TestEnrolAfterALostAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	req, _ := centraltest.Asker(t, b.Code(b.scope))
	first := centraltest.Must[wire.EnrolResponse](t)(b.Enrol(t.Context(), req))
	b.Clock.Move(48 * time.Hour)
	b.Reopen()

	again := centraltest.Must[wire.EnrolResponse](t)(b.Enrol(t.Context(), req))

	if again.Device != first.Device || string(again.Grants[0].Bytes()) != string(first.Grants[0].Bytes()) || again.Proof != first.Proof {
		t.Errorf("first %+v, then %+v", first, again)
	}
	b.checkOrder()
}

func TestOneCodeOneDevice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code := b.Code(b.scope)
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 16 {
		req, _ := centraltest.Asker(t, code)
		wg.Go(func() {
			if _, err := b.Enrol(t.Context(), req); err == nil {
				won.Add(1)
			} else if !isCodeError(err) {
				t.Error(err)
			}
		})
	}
	wg.Wait()

	if won.Load() != 1 {
		t.Errorf("%d devices got in with one code", won.Load())
	}
}

// A code for a scope that is not there would serve nobody.
func TestIssueCodeForAnUnknownScope(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, spec := range []central.CodeSpec{{Scopes: []uuid.UUID{centraltest.NewID()}}, {Reads: []uuid.UUID{centraltest.NewID()}}} {
		if _, err := b.IssueCode(t.Context(), spec, time.Hour); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("%+v: %v", spec, err)
		}
	}
}

func TestAddDeviceTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, d := centraltest.Asker(t, "")
	spec := central.DeviceSpec{
		Device: centraltest.NewID(), Sign: centraltest.Public(d.Key), User: centraltest.NewID(), Name: "Út",
		Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{b.scope},
	}
	first := centraltest.Must[[]ledger.SignedGrant](t)(b.AddDevice(t.Context(), spec))
	entries := len(b.pull(b.device, b.scope))

	again := centraltest.Must[[]ledger.SignedGrant](t)(b.AddDevice(t.Context(), spec))

	if string(again[0].Bytes()) != string(first[0].Bytes()) || len(b.pull(b.device, b.scope)) != entries {
		t.Error("the second time changed something")
	}
}
