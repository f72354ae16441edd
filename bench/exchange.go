package main

import (
	"context"
	"database/sql"
	"net/http"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the floor

	"thamho.vn/internal/ledger"
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
	drafts, err := children(records)
	if err != nil {
		return nil, err
	}
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
		{Name: "bytes_up_record", Value: up / records, Unit: "B", Floor: size(drafts) / records, Ratio: up / size(drafts)},
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

// size is how many bytes of fields records have.
func size(drafts []ledger.Draft) (n float64) {
	for _, d := range drafts {
		for name, value := range d.Fields {
			n += float64(len(name) + len(value))
		}
	}
	return n
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
