package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/demo"
	"thamho.vn/internal/demo/dirtylist"
	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/papers/intake"
	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault/vaulttest"
)

// importList measures how long the whole province's dirty list takes from a
// workbook into a laptop, with all checks and duplicates, and how much memory. It
// runs in a process of its own: memory that was never given back by what was
// measured before would count.
func importList(ctx context.Context, dir string) ([]figure, error) {
	sub := filepath.Join(dir, "import")
	list := filepath.Join(sub, "list.xlsx")
	if err := importReady(ctx, sub, list); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, "-import", list, "-store", filepath.Join(sub, "laptop.db"))
	cmd.Stderr = os.Stderr
	raw, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	var m imported
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, err
	}
	return []figure{
		{Name: "import_188k_s", Value: m.Seconds, Unit: "s"},
		{Name: "import_cpu_s", Value: m.CPU, Unit: "s"},
		{Name: "import_rss_mb", Value: m.MB, Unit: "MB"},
		{Name: "import_cancel_ms", Value: m.CancelMS, Unit: "ms"},
	}, nil
}

// importReady writes the list and a laptop that works for all hamlets on it.
func importReady(ctx context.Context, dir, list string) error {
	p, err := newProvince(ctx, dir)
	if err != nil {
		return err
	}
	defer p.close()
	st, _, err := p.laptop(ctx, "laptop", &http.Client{})
	if err != nil {
		return err
	}
	units, err := provinceUnits(p.scope)
	if err != nil {
		return errors.Join(err, st.Close())
	}
	if err := errors.Join(st.Write(ctx, p.scope, units, ""), st.Close()); err != nil {
		return err
	}
	return errors.Join(copyFile(filepath.Join(dir, "laptop.db"), filepath.Join(dir, stoppedStore)), writeDirty(list))
}

// stoppedStore is the laptop on which the import is stopped.
const stoppedStore = "stopped.db"

func copyFile(from, to string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, raw, 0o600)
}

// provinceUnits are the communes and hamlets of the demo province, all of one scope.
func provinceUnits(scope uuid.UUID) ([]ledger.Draft, error) {
	var drafts []ledger.Draft
	add := func(id uuid.UUID, u registry.Unit) error {
		fields, err := registry.Encode(u)
		drafts = append(drafts, ledger.Draft{Kind: registry.KindUnit, Record: id, Op: ledger.OpCreate, Fields: fields})
		return err
	}
	communes := map[string]uuid.UUID{}
	for place, err := range demo.Places(1, 1) {
		if err != nil {
			return nil, err
		}
		parent, known := communes[place.Code]
		if !known {
			parent = uuid.NewSHA1(place.ID, []byte("commune"))
			communes[place.Code] = parent
			if err := add(parent, registry.Unit{Name: place.Commune, Level: registry.LevelCommune, Code: place.Code}); err != nil {
				return nil, err
			}
		}
		if err := add(place.ID, registry.Unit{Name: place.Name, Level: registry.LevelHamlet, Parent: parent, Scope: scope}); err != nil {
			return nil, err
		}
	}
	return drafts, nil
}

func writeDirty(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w, err := sheet.NewXLSX(file, "Danh sách", nil, "")
	if err != nil {
		return errors.Join(err, file.Close())
	}
	if err := w.Write(dirtylist.Header()); err != nil {
		return errors.Join(err, file.Close())
	}
	for row, err := range dirtylist.Rows(1, 1) {
		if err == nil {
			err = w.Write(row.Cells)
		}
		if err != nil {
			return errors.Join(err, file.Close())
		}
	}
	return errors.Join(w.Close(), file.Close())
}

// imported is what the measuring process found.
type imported struct {
	Seconds  float64
	CPU      float64 // seconds of all cores
	MB       float64
	CancelMS float64
}

// measureImport is that process: it takes the list over, then on another laptop
// is stopped while a packet is being written.
func measureImport(ctx context.Context, list, path string) (m imported, err error) {
	began := time.Now()
	stopped, cancel := context.WithCancel(ctx) // as the screen's can be
	defer cancel()
	if err := takeList(stopped, path, list, func(int) {}); err != nil {
		return m, err
	}
	m.Seconds, m.CPU, m.MB = time.Since(began).Seconds(), cpuSeconds(), peakMB()
	var asked time.Time
	err = takeList(stopped, filepath.Join(filepath.Dir(path), stoppedStore), list, func(row int) {
		if row == 10_100 {
			asked = time.Now()
			cancel()
		}
	})
	m.CancelMS = float64(time.Since(asked).Microseconds()) / 1000
	if !errors.Is(err, context.Canceled) {
		return m, fmt.Errorf("the import was not stopped: %w", err)
	}
	return m, nil
}

// takeList does what the screen does with a list, from the opening of the file.
func takeList(ctx context.Context, laptop, path string, told func(row int)) (err error) {
	st, err := openStore(ctx, laptop, vaulttest.Fixed())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	acts := fieldwork.New(fieldwork.Options{Store: st, Now: time.Now, NewID: newID})
	table, err := sheet.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	file, err := intake.Read(ctx, table)
	if err != nil {
		return err
	}
	im, err := acts.StartImport(ctx, fieldwork.ImportOptions{Name: filepath.Base(path)})
	if err != nil {
		return err
	}
	defer im.Stop()
	n := 0
	for line, err := range file.Lines(ctx, table, intake.Options{Today: acts.Today(), Ethnic: intake.List1979}) {
		if err != nil {
			return err
		}
		if _, err := im.Add(ctx, fieldwork.ListRow{
			Row: line.Row, Cells: line.Cells, Person: line.Person, Head: line.Head, Hamlet: line.Hamlet, Commune: line.Commune,
			Phone: line.Phone, Held: line.Held(),
		}); err != nil {
			return err
		}
		n++
		told(n)
	}
	_, err = im.Finish(ctx)
	return err
}

// cpuSeconds is what this process had of all cores: the measure where others
// work beside it.
func cpuSeconds() float64 {
	took, err := usage()
	if err != nil {
		return 0
	}
	return took.Seconds()
}

// peakMB is the most memory that this process had, 0 where nobody tells.
func peakMB() float64 {
	mb, err := peak(os.Getpid())
	if err != nil {
		return 0
	}
	return mb
}
