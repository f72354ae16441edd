package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/figures"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// burstRecords is how many children each device brings.
const burstRecords = 40

// enrolling gives every laptop an address of its own: the server slows down
// whoever tries many codes from one.
type enrolling struct {
	handler http.Handler
	address string
}

func (e enrolling) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.RemoteAddr = e.address
	in.RequestURI = r.URL.RequestURI()
	out := httptest.NewRecorder()
	e.handler.ServeHTTP(out, in)
	return out.Result(), nil
}

// Five o'clock: every hamlet of the province presses «Đồng bộ» at one instant.
// Nothing is lost, and whoever is told to come again is told so by the server,
// not by an error.
func TestBatteryEverybodyAtOnce(t *testing.T) {
	if raceEnabled {
		t.Skip("under the race detector SQLite is ten times slower")
	}
	devices := 120
	if figures.SoakFor() > 0 {
		devices = 883
	}
	h := newHouse(t)
	dir := shared(t)
	scopes := make([]uuid.UUID, devices)
	laptops := make([]*laptop, devices)
	for i := range laptops {
		scopes[i] = newID()
		ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: scopes[i], Kind: wire.ScopeHamlet, Unit: newID()}))
		laptops[i] = burstLaptop(t, h, dir, i, scopes[i])
	}

	var failed, again atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})
	began := time.Now()
	for _, l := range laptops {
		all.Go(func() {
			<-start
			if !l.syncPatiently(&again) {
				failed.Add(1)
			}
		})
	}
	close(start)
	all.Wait()
	t.Logf("%d devices × %d children at one instant: %d retries, %s", devices, burstRecords, again.Load(), time.Since(began).Round(time.Millisecond))

	lost := 0
	for i, l := range laptops {
		if state := must[registry.SyncState](t)(l.store.SyncState(t.Context())); state.Pending != 0 {
			lost += state.Pending
		}
		n := 0
		ok(t, h.central.Lines(t.Context(), scopes[i], func(_ uuid.UUID, _ ledger.Rank, line ledger.Line) {
			if line.Change.Kind == registry.KindPerson {
				n++
			}
		}))
		if n != burstRecords {
			t.Errorf("device %d: %d of %d children arrived", i, n, burstRecords)
		}
	}
	if failed.Load() != 0 || lost != 0 {
		t.Errorf("%d devices failed, %d changes wait", failed.Load(), lost)
	}
	figures.Add(t, map[string]any{"burst_devices": devices, "burst_failures": failed.Load(), "burst_retries": again.Load()})
}

// burstLaptop makes an enrolled laptop with its children to send.
func burstLaptop(t *testing.T, h *house, dir string, i int, scope uuid.UUID) *laptop {
	l := &laptop{t: t, house: &house{t: t, scope: scope, hamlet: h.hamlet}, file: filepath.Join(dir, fmt.Sprint(i, ".db"))}
	l.client = &http.Client{Transport: enrolling{h.http.Config.Handler, fmt.Sprintf("10.%d.%d.1:9", i/250, i%250)}}
	l.open()
	t.Cleanup(func() { _ = l.store.Close() })
	code := must[string](t)(h.central.IssueCode(t.Context(), central.CodeSpec{
		User: newID(), Name: fmt.Sprint(i), Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{scope},
	}, time.Hour))
	ok(t, l.engine.Enrol(t.Context(), h.http.URL, code, "laptop"))
	l.client.Transport = &http.Transport{}
	home := newID()
	drafts := []ledger.Draft{draftOf(t, registry.KindHousehold, home, registry.Household{Hamlet: h.hamlet, Number: 1, Head: "Nguyễn Thị Ánh"})}
	for n := range burstRecords {
		drafts = append(drafts, draftOf(t, registry.KindPerson, newID(), registry.Person{Household: home, Name: fmt.Sprintf("Nguyễn Văn Bảo %d", n), Birth: registry.Date{Year: 2015}}))
	}
	ok(t, l.store.Write(t.Context(), scope, drafts, ""))
	return l
}

func draftOf[T any](t testing.TB, kind string, id uuid.UUID, v T) ledger.Draft {
	return ledger.Draft{Kind: kind, Record: id, Op: ledger.OpCreate, Fields: must[registry.Fields](t)(registry.Encode(v))}
}

// patience is how often a laptop comes again.
const patience = 50

// syncPatiently comes again as the program does when the server is busy. Any
// other error is one that somebody would see.
func (l *laptop) syncPatiently(again *atomic.Int64) bool {
	for try := range patience {
		_, err := l.engine.Sync(l.t.Context())
		if err == nil {
			return true
		}
		if bad, ok := errors.AsType[*registry.Error](err); !ok || bad.Code != registry.Offline {
			l.t.Errorf("%s: %v", filepath.Base(l.file), err)
			return false
		}
		again.Add(1)
		time.Sleep(time.Duration(20+10*try) * time.Millisecond)
	}
	return false
}

// shared is a folder in memory where there is one.
func shared(t *testing.T) string {
	parent := ""
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		parent = "/dev/shm"
	}
	dir := must[string](t)(os.MkdirTemp(parent, "burst"))
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
