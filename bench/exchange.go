package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the floor

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// records is how many records of about 1 KB are exchanged.
const records = 10_000

// exchange measures a push of 10,000 records and a pull of the same into a
// fresh laptop, each beside the floor.
func exchange(ctx context.Context, dir string) ([]figure, error) {
	p, err := newProvince(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer p.close()
	var line meter
	from, sender, err := p.laptop(ctx, "from", line.client())
	if err != nil {
		return nil, err
	}
	defer from.Close()
	drafts := makeRecords()
	for i := 0; i < len(drafts); i += 500 {
		if err := from.Write(ctx, p.scope, drafts[i:i+500], ""); err != nil {
			return nil, err
		}
	}
	if err := from.Seal(ctx, p.scope); err != nil {
		return nil, err
	}
	floor, err := plain(ctx, filepath.Join(dir, "floor.db"), drafts)
	if err != nil {
		return nil, err
	}
	line.reset()
	push, err := timed(func() error { _, err := sender.Sync(ctx); return err })
	if err != nil {
		return nil, err
	}
	up := float64(line.up.Load())
	to, receiver, err := p.laptop(ctx, "to", &http.Client{})
	if err != nil {
		return nil, err
	}
	defer to.Close()
	pull, err := timed(func() error { _, err := receiver.Sync(ctx); return err })
	if err != nil {
		return nil, err
	}
	return []figure{
		beside("push_10k", push, floor), beside("pull_10k", pull, floor),
		{Name: "bytes_up_record", Value: up / records, Unit: "B"},
	}, nil
}

func beside(name string, took, floor time.Duration) figure {
	return figure{Name: name, Value: took.Seconds(), Unit: "s", Floor: floor.Seconds(), Ratio: took.Seconds() / floor.Seconds()}
}

func timed(do func() error) (time.Duration, error) {
	began := time.Now()
	err := do()
	return time.Since(began), err
}

// makeRecords are persons with names, numbers and a note that fills them up to
// about a kilobyte; all are different.
func makeRecords() []ledger.Draft {
	rng := rand.New(rand.NewPCG(1, 2))
	household := newID()
	out := make([]ledger.Draft, records)
	for i := range out {
		fields := registry.Fields{
			"ho":           fmt.Appendf(nil, "%q", household),
			"ho_ten":       fmt.Appendf(nil, "%q", fmt.Sprintf("Nguyễn Thị %x", rng.Uint32())),
			"ngay_sinh":    fmt.Appendf(nil, "%q", fmt.Sprintf("%d-%02d-%02d", 2008+rng.IntN(15), 1+rng.IntN(12), 1+rng.IntN(28))),
			"so_dinh_danh": fmt.Appendf(nil, `{"so":"0963%08d"}`, rng.IntN(100_000_000)),
		}
		for j := range 12 {
			fields[fmt.Sprintf("muc_%d", j)] = fmt.Appendf(nil, "%q", fmt.Sprintf("kênh %x, tổ %d, xã Tạ An Khương, ghi %x", rng.Uint64(), rng.IntN(20), rng.Uint64()))
		}
		out[i] = ledger.Draft{Kind: registry.KindPerson, Record: newID(), Op: ledger.OpCreate, Fields: fields}
	}
	return out
}

// plain puts the same records into one plain SQLite: the floor.
func plain(ctx context.Context, file string, drafts []ledger.Draft) (time.Duration, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `CREATE TABLE r (id TEXT PRIMARY KEY, body TEXT NOT NULL)`); err != nil {
		return 0, err
	}
	return timed(func() error {
		for i := 0; i < len(drafts); i += 500 {
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				return err
			}
			insert, err := tx.PrepareContext(ctx, `INSERT INTO r (id, body) VALUES ($1, $2)`)
			if err != nil {
				return err
			}
			for _, d := range drafts[i : i+500] {
				var body []byte
				for name, value := range d.Fields {
					body = append(append(append(body, name...), ':'), value...)
				}
				if _, err := insert.ExecContext(ctx, d.Record.String(), string(body)); err != nil {
					return err
				}
			}
			if err := tx.Commit(); err != nil {
				return err
			}
		}
		return nil
	})
}
