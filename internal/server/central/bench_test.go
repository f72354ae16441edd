package central_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central/centraltest"
)

const (
	benchRecords = 10_000
	benchChunk   = 500
)

// kilobytes are persons whose JSON is about a kilobyte, all different.
func kilobytes(n int) []ledger.Draft {
	rng := rand.New(rand.NewPCG(1, 2))
	quoted := func(format string, args ...any) json.RawMessage {
		return fmt.Appendf(nil, "%q", fmt.Sprintf(format, args...))
	}
	household := centraltest.NewID()
	out := make([]ledger.Draft, n)
	for i := range out {
		fields := map[string]json.RawMessage{
			"ho":           quoted("%s", household),
			"ho_ten":       quoted("Nguyễn Thị %x", rng.Uint32()),
			"ngay_sinh":    quoted("%d-%02d-%02d", 2008+rng.IntN(15), 1+rng.IntN(12), 1+rng.IntN(28)),
			"so_dinh_danh": fmt.Appendf(nil, `{"so":"0963%08d"}`, rng.IntN(100_000_000)),
		}
		for j := range 12 {
			fields[fmt.Sprintf("muc_%d", j)] = quoted("kênh %x, tổ %d, xã Tạ An Khương, ghi %x", rng.Uint64(), rng.IntN(20), rng.Uint64())
		}
		out[i] = ledger.Draft{Kind: registry.KindPerson, Record: centraltest.NewID(), Op: ledger.OpCreate, Fields: fields}
	}
	return out
}

// floor puts the records into one plain SQLite, 500 a transaction.
func floor(b *testing.B, drafts []ledger.Draft) time.Duration {
	b.Helper()
	db := centraltest.Must[*sql.DB](b)(sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "floor.db")+
		"?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_txlock=immediate"))
	defer db.Close()
	_, err := db.Exec(`CREATE TABLE r (id TEXT PRIMARY KEY, body TEXT NOT NULL)`)
	centraltest.OK(b, err)
	began := time.Now()
	for i := 0; i < len(drafts); i += benchChunk {
		tx := centraltest.Must[*sql.Tx](b)(db.Begin())
		insert := centraltest.Must[*sql.Stmt](b)(tx.Prepare(`INSERT INTO r (id, body) VALUES ($1, $2)`))
		for _, d := range drafts[i:min(i+benchChunk, len(drafts))] {
			var body []byte
			for name, value := range d.Fields {
				body = append(append(append(body, name...), ':'), value...)
			}
			_, err := insert.Exec(d.Record.String(), string(body))
			centraltest.OK(b, err)
		}
		centraltest.OK(b, tx.Commit())
	}
	return time.Since(began)
}

// sealed makes blocks of about a laptop's size of the drafts.
func sealed(s *centraltest.Stream, drafts []ledger.Draft) []ledger.Entry {
	var out []ledger.Entry
	for len(drafts) > 0 {
		n := min(180, len(drafts))
		out = append(out, s.Put(drafts[:n]...))
		drafts = drafts[n:]
	}
	return out
}

// BenchmarkPush10k pushes 10,000 new records of a kilobyte, two blocks a push,
// and reports how many times the floor it takes.
func BenchmarkPush10k(b *testing.B) {
	drafts := kilobytes(benchRecords)
	var took, least time.Duration
	for range b.N {
		b.StopTimer()
		p := centraltest.New(b)
		scope := p.Scope()
		d := p.Device(ledger.RankHamlet, scope)
		entries := sealed(d.Stream(scope), drafts)
		least += floor(b, drafts)
		b.StartTimer()
		began := time.Now()
		push(b, p, d.ID, entries)
		took += time.Since(began)
	}
	b.ReportMetric(float64(took)/float64(least), "×floor")
	b.ReportMetric(least.Seconds()/float64(b.N), "s-floor/op")
}

func push(b *testing.B, p *centraltest.Province, device uuid.UUID, entries []ledger.Entry) {
	b.Helper()
	for i := 0; i < len(entries); i += 2 {
		_, err := p.Push(context.Background(), device, entries[i:min(i+2, len(entries))])
		centraltest.OK(b, err)
	}
}

// BenchmarkPushEdits pushes one edited field of each of 10,000 records that are
// on the server.
func BenchmarkPushEdits(b *testing.B) {
	drafts := kilobytes(benchRecords)
	for range b.N {
		b.StopTimer()
		p := centraltest.New(b)
		scope := p.Scope()
		d := p.Device(ledger.RankHamlet, scope)
		s := d.Stream(scope)
		push(b, p, d.ID, sealed(s, drafts))
		edits := make([]ledger.Draft, len(drafts))
		for i, draft := range drafts {
			edits[i] = centraltest.Named(draft.Record, "Nguyễn Thị Ánh Tuyết")
		}
		entries := sealed(s, edits)
		b.StartTimer()
		push(b, p, d.ID, entries)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*benchRecords), "µs/edit")
}

// BenchmarkEverybodyAtOnce pushes 40 new children and their household from each
// of 400 laptops, 64 at a time: the many small transactions of five o'clock.
func BenchmarkEverybodyAtOnce(b *testing.B) {
	const laptops = 400
	for range b.N {
		b.StopTimer()
		p := centraltest.New(b)
		devices := make([]*centraltest.Device, laptops)
		entries := make([]ledger.Entry, laptops)
		for i := range devices {
			scope := p.Scope()
			devices[i] = p.Device(ledger.RankHamlet, scope)
			drafts := make([]ledger.Draft, 41)
			for j := range drafts {
				drafts[j] = centraltest.Named(centraltest.NewID(), fmt.Sprint("Nguyễn Văn Bảo ", j))
				drafts[j].Op = ledger.OpCreate
			}
			entries[i] = devices[i].Stream(scope).Put(drafts...)
		}
		jobs := make(chan int, laptops)
		for i := range laptops {
			jobs <- i
		}
		close(jobs)
		var all sync.WaitGroup
		b.StartTimer()
		for range 64 {
			all.Go(func() {
				for i := range jobs {
					_, err := p.Push(context.Background(), devices[i].ID, entries[i:i+1])
					centraltest.OK(b, err)
				}
			})
		}
		all.Wait()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*laptops), "µs/push")
}
