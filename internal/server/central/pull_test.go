package central_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/server/central/centraltest"
)

// matrix is a province in which each scope holds one child whose name is the
// scope's id, and devices of every kind.
type matrix struct {
	*centraltest.Province
	scopes  []uuid.UUID
	devices []matrixDevice
}

type matrixDevice struct {
	*centraltest.Device
	name  string
	reads map[uuid.UUID]bool
}

func newMatrix(t testing.TB, changes ...func(*central.Options)) *matrix {
	t.Helper()
	m := &matrix{Province: centraltest.New(t, changes...)}
	for range 6 {
		m.scopes = append(m.scopes, m.Scope())
	}
	writer := m.Device(ledger.RankCommune, m.scopes...)
	for _, scope := range m.scopes {
		e := writer.Stream(scope).Put(centraltest.Named(centraltest.NewID(), scope.String()))
		_, err := m.Push(t.Context(), writer.ID, []ledger.Entry{e})
		centraltest.OK(t, err)
	}
	for mask := range 1 << 3 { // every set of the first three scopes
		var own []uuid.UUID
		reads := map[uuid.UUID]bool{}
		for i := range 3 {
			if mask&(1<<i) != 0 {
				own = append(own, m.scopes[i])
				reads[m.scopes[i]] = true
			}
		}
		m.devices = append(m.devices, matrixDevice{m.Device(ledger.RankHamlet, own...), fmt.Sprintf("set %03b", mask), reads})
	}
	gone := m.Device(ledger.RankProvince, m.scopes...)
	centraltest.OK(t, m.Revoke(t.Context(), gone.ID))
	m.devices = append(m.devices,
		matrixDevice{writer, "commune", map[uuid.UUID]bool{m.scopes[0]: true, m.scopes[1]: true, m.scopes[2]: true, m.scopes[3]: true, m.scopes[4]: true, m.scopes[5]: true}},
		matrixDevice{gone, "revoked", nil}, matrixDevice{&centraltest.Device{ID: centraltest.NewID()}, "nobody", nil})
	return m
}

// leaks counts the pulls that gave a device anything of a scope that is not
// its own, or nothing of its own.
func (m *matrix) leaks(t *testing.T) (leaks, missing int) {
	t.Helper()
	asked := append([]uuid.UUID{uuid.Nil, centraltest.NewID()}, m.scopes...)
	for _, d := range m.devices {
		for _, scope := range asked {
			for _, after := range []uint64{0, 1, 2, math.MaxInt64, math.MaxUint64} {
				for _, mine := range []uuid.UUID{uuid.Nil, centraltest.NewID()} {
					entries, err := m.Pull(t.Context(), d.ID, scope, after, 1<<20, mine)
					switch {
					case d.reads[scope] && (err != nil || after == 0 && len(entries) == 0):
						missing++
					case !d.reads[scope] && (registry.CodeOf(err) != registry.NotFound || len(entries) > 0):
						leaks++
					}
					for _, e := range entries {
						if e.Admission.Doc.Scope != scope || e.Admission.Doc.Seq <= after {
							leaks++
						}
					}
				}
			}
		}
	}
	return leaks, missing
}

func TestPullMatrix(t *testing.T) {
	t.Parallel()
	if leaks, missing := newMatrix(t).leaks(t); leaks > 0 || missing > 0 {
		t.Errorf("%d leaks, %d own pages missing", leaks, missing)
	}
}

// The matrix sees a leak when there is one.
func TestPullMatrixSeesThePlantedLeak(t *testing.T) {
	t.Parallel()
	m := newMatrix(t, func(o *central.Options) { o.Faults.LeakScope = true })
	if leaks, _ := m.leaks(t); leaks == 0 {
		t.Error("the planted leak was not seen")
	}
}

func TestPullPages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	for range 20 {
		b.push(s.Put(centraltest.Named(centraltest.NewID(), "Bảo")))
	}
	all := b.pull(b.device, b.scope)
	for _, size := range []int{1, 700, 5000, 1 << 20} {
		var got []ledger.Entry
		for pages := 0; ; pages++ {
			page := centraltest.Must[[]ledger.Entry](t)(b.Pull(t.Context(), b.device.ID, b.scope, uint64(len(got)), size, uuid.Nil))
			if len(page) == 0 {
				break
			}
			if size == 1 && len(page) != 1 {
				t.Errorf("a page of one byte has %d entries", len(page))
			}
			got = append(got, page...)
		}
		if len(got) != len(all) {
			t.Errorf("pages of %d bytes: %d entries of %d", size, len(got), len(all))
		}
		for i, e := range got {
			if string(e.Bytes()) != string(all[i].Bytes()) {
				t.Fatalf("pages of %d bytes: entry %d differs", size, i)
			}
		}
	}
}

func TestPullSparesTheAskersOwnBlocks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	b.push(s.Put(centraltest.Named(centraltest.NewID(), "Bảo")))
	whole := b.pull(b.device, b.scope)

	spared := centraltest.Must[[]ledger.Entry](t)(b.Pull(t.Context(), b.device.ID, b.scope, 0, 1<<20, s.ID))

	for i, e := range spared {
		own := whole[i].Block.Header.Stream == s.ID
		if own != (e.Block == nil) || string(e.Admission.Bytes()) != string(whole[i].Admission.Bytes()) {
			t.Errorf("entry %d: own %v, block %v", i, own, e.Block != nil)
		}
	}
}
