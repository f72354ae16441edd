package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"thamho.vn/internal/demo"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/board"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// provincePush measures the whole demo province pushed by the laptops of its 883
// hamlets, 64 at a time; then what a person takes on the disk, with all the
// history that the demo makes, and how soon the board answers.
func provincePush(ctx context.Context, dir string) ([]figure, error) {
	dir = filepath.Join(dir, "whole")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	p, err := newProvince(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer p.close()
	w := &waitingSink{Central: p.central}
	summary, err := demo.Load(ctx, w, demo.Options{})
	if err != nil {
		return nil, err
	}
	cpu := cpuSeconds()
	push, err := timed(func() error { return w.pushAll(ctx) })
	if err != nil {
		return nil, err
	}
	cpu = cpuSeconds() - cpu
	people, size, err := onDisk(ctx, filepath.Join(dir, "central.db"))
	if err != nil {
		return nil, err
	}
	slowest, err := boardPages(ctx, p.central)
	fmt.Printf("province: %d devices, %d pushes, %d changes, %d people, %d bytes\n", len(w.pushes), w.count, summary.Changes, people, size)
	return []figure{
		{Name: "province_push_s", Value: push.Seconds(), Unit: "s"},
		{Name: "province_push_cpu_s", Value: cpu, Unit: "s"},
		{Name: "disk_per_person_b", Value: float64(size) / float64(people), Unit: "B"},
		{Name: "board_p95_ms", Value: float64(slowest.Microseconds()) / 1000, Unit: "ms"},
	}, err
}

// waitingSink makes the province's scopes and devices, and keeps what the
// laptops have to push until all of them begin.
type waitingSink struct {
	*central.Central
	pushes map[uuid.UUID][][]ledger.Entry
	count  int
}

// Push keeps a push, cut as a laptop's frames are, and answers what the server
// will answer.
func (w *waitingSink) Push(ctx context.Context, device uuid.UUID, entries []ledger.Entry) (wire.PushResponse, error) {
	if w.pushes == nil {
		w.pushes = map[uuid.UUID][][]ledger.Entry{}
	}
	size := 0
	var part []ledger.Entry
	for _, e := range entries {
		n := e.Block.Size()
		if size += n; size > 512<<10 && len(part) > 0 {
			w.pushes[device] = append(w.pushes[device], part)
			part, size = nil, n
		}
		part = append(part, e)
	}
	w.pushes[device] = append(w.pushes[device], part)
	last := entries[len(entries)-1].Block
	return wire.PushResponse{Vectors: []ledger.StreamVector{{
		Scope: last.Header.Scope, Stream: last.Header.Stream, Branches: []ledger.Branch{{Head: last.Hash, First: 1, Last: last.Header.Last}},
	}}}, nil
}

// pushAll lets every laptop push what it has, one push after the other.
func (w *waitingSink) pushAll(ctx context.Context) error {
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(64)
	for device, pushes := range w.pushes {
		w.count += len(pushes)
		all.Go(func() error {
			for _, entries := range pushes {
				answer, err := w.Central.Push(ctx, device, entries)
				if err != nil {
					return err
				}
				for _, v := range answer.Vectors {
					if len(v.Held)+len(v.Quarantined) > 0 {
						return fmt.Errorf("stream %s is not taken in", v.Stream)
					}
				}
			}
			return nil
		})
	}
	return all.Wait()
}

// onDisk is how many people a database holds and its size with its log.
func onDisk(ctx context.Context, file string) (people, size int64, err error) {
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM record WHERE kind = $1`, registry.KindPerson).Scan(&people); err != nil {
		return 0, 0, err
	}
	for _, end := range []string{"", "-wal"} {
		info, err := os.Stat(file + end)
		if err != nil {
			return 0, 0, err
		}
		size += info.Size()
	}
	return people, size, nil
}

// boardPages asks for the province's page, for all communes' and for some
// hamlets', and returns what 95 of 100 of the answers stay under.
func boardPages(ctx context.Context, c *central.Central) (time.Duration, error) {
	pages := board.New(c, quiet)
	top, err := c.Progress(ctx, uuid.Nil)
	if err != nil {
		return 0, err
	}
	units := []uuid.UUID{top.Path[0].Unit}
	for _, commune := range top.Rows {
		units = append(units, commune.Unit)
		below, err := c.Progress(ctx, commune.Unit)
		if err != nil {
			return 0, err
		}
		units = append(units, below.Rows[0].Unit)
	}
	took := make([]time.Duration, 0, len(units))
	for _, unit := range units {
		answer := httptest.NewRecorder()
		began := time.Now()
		pages.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/don-vi/"+unit.String(), nil))
		took = append(took, time.Since(began))
		if answer.Code != http.StatusOK {
			return 0, fmt.Errorf("board: %d", answer.Code)
		}
	}
	slices.Sort(took)
	return took[len(took)*95/100], nil
}
