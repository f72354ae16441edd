package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"thamho.vn/internal/vault"
	"thamho.vn/internal/vault/vaulttest"
)

// sealing measures what sealing costs in time of the processor, beside the same
// SQLite with a plain file: rows put in, rows read by their key with a file much
// larger than the cache, and words looked up. The two take turns, and the least
// of the rounds counts: other work only adds.
func sealing(ctx context.Context, dir string) ([]figure, error) {
	const rounds = 5
	best := map[string]map[bool]float64{}
	for round := range rounds {
		for _, sealed := range []bool{false, true} {
			took, err := sealingRound(ctx, filepath.Join(dir, fmt.Sprintf("sealing-%d-%v.db", round, sealed)), sealed)
			if err != nil {
				return nil, err
			}
			for name, s := range took {
				if best[name] == nil {
					best[name] = map[bool]float64{}
				}
				if before, ok := best[name][sealed]; !ok || s < before {
					best[name][sealed] = s
				}
			}
		}
	}
	var out []figure
	for _, name := range []string{"vault_insert", "vault_point", "vault_search"} {
		value, floor := best[name][true], best[name][false]
		out = append(out, figure{Name: name, Value: value, Unit: "s", Floor: floor, Ratio: value / floor})
	}
	return out, nil
}

// The work of a round.
const (
	sealedRows     = 40_000
	sealedPoints   = 40_000
	sealedSearches = 1500
)

func sealingRound(ctx context.Context, path string, sealed bool) (took map[string]float64, err error) {
	var v *vault.Vault
	if sealed {
		v = vaulttest.Fixed()
		if err := v.Create(path); err != nil {
			return nil, err
		}
	}
	db, err := openFloor(path, v)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close(), os.Remove(path)) }()
	took = map[string]float64{}
	for _, part := range []struct {
		name string
		do   func(context.Context, *sql.DB) error
	}{{"vault_insert", putRows}, {"vault_point", readRows}, {"vault_search", findRows}} {
		if took[part.name], err = processorTime(func() error { return part.do(ctx, db) }); err != nil {
			return nil, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return took, nil
}

// openFloor opens a database as the store does.
func openFloor(path string, v *vault.Vault) (*sql.DB, error) {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "temp_store(memory)", "cell_size_check(1)", "cache_size(-16000)", "journal_size_limit(67108864)",
	}}
	if v != nil {
		q.Set("vfs", v.Name())
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

const sqlFloor = `CREATE TABLE record (id INTEGER PRIMARY KEY, scope BLOB NOT NULL, state BLOB NOT NULL) STRICT;
	CREATE VIRTUAL TABLE words USING fts5 (name, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')`

// putRows writes rows of a kilobyte, 500 a transaction.
func putRows(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, sqlFloor); err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(1, 2))
	state := make([]byte, 1000)
	for row := 0; row < sealedRows; {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		for range 500 {
			row++
			for i := range state {
				state[i] = byte(rng.Uint32())
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO record VALUES ($1, $2, $3)`, row, state[:16], state); err != nil {
				return errors.Join(err, tx.Rollback())
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO words (rowid, name) VALUES ($1, $2)`, row, someName(rng)); err != nil {
				return errors.Join(err, tx.Rollback())
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

func someName(rng *rand.Rand) string {
	pick := func(list []string) string { return list[rng.IntN(len(list))] }
	return strings.Join([]string{pick(families), pick(middles), pick(givens), fmt.Sprint(rng.IntN(3000))}, " ")
}

func readRows(ctx context.Context, db *sql.DB) error {
	stmt, err := db.PrepareContext(ctx, `SELECT state FROM record WHERE id = $1`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	rng := rand.New(rand.NewPCG(3, 4))
	var state []byte
	for range sealedPoints {
		if err := stmt.QueryRowContext(ctx, 1+rng.IntN(sealedRows)).Scan(&state); err != nil {
			return err
		}
	}
	return nil
}

func findRows(ctx context.Context, db *sql.DB) error {
	stmt, err := db.PrepareContext(ctx, `SELECT r.id, substr(r.state, 1, 40) FROM words JOIN record r ON r.id = words.rowid WHERE words MATCH $1 LIMIT 30`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	rng := rand.New(rand.NewPCG(5, 6))
	for range sealedSearches {
		words := strings.Fields(someName(rng))
		query := words[0] + " " + words[2][:2] + "* "
		rows, err := stmt.QueryContext(ctx, query)
		if err != nil {
			return err
		}
		for rows.Next() {
			var id int
			var state []byte
			if err := rows.Scan(&id, &state); err != nil {
				return errors.Join(err, rows.Close())
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	return nil
}

// processorTime is what a piece of work costs this process, in seconds.
func processorTime(do func() error) (float64, error) {
	before, err := usage()
	if err != nil {
		return 0, err
	}
	if err := do(); err != nil {
		return 0, err
	}
	after, err := usage()
	return (after - before).Seconds(), err
}
