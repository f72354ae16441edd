package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/demo"
	"thamho.vn/internal/demo/dirtylist"
	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/papers/intake"
	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
)

// tally counts what was found against what was planted.
type tally struct{ planted, found, both int }

func (c *tally) note(planted, found bool) {
	if planted {
		c.planted++
	}
	if found {
		c.found++
	}
	if planted && found {
		c.both++
	}
}

func (c tally) precision() float64 { return ratio(c.both, c.found) }
func (c tally) recall() float64    { return ratio(c.both, c.planted) }

func ratio(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// finds says by which sign each kind of dirt is found.
var finds = map[dirtylist.Kind]func(*intake.Line) bool{
	dirtylist.Space:  func(l *intake.Line) bool { return l.Fixed(intake.FixedSpace) },
	dirtylist.NonNFC: func(l *intake.Line) bool { return l.Fixed(intake.FixedNFC) },
	dirtylist.Eth:    func(l *intake.Line) bool { return l.Fixed(intake.FixedEth) },
	dirtylist.TCVN3: func(l *intake.Line) bool {
		return l.Fixed(intake.FixedEncoding) && l.Encoding.String() == "TCVN3 (ABC)"
	},
	dirtylist.VNI: func(l *intake.Line) bool {
		return l.Fixed(intake.FixedEncoding) && l.Encoding.String() == "VNI-Windows"
	},
	dirtylist.LostZero:   func(l *intake.Line) bool { return l.Fixed(intake.FixedZeros) },
	dirtylist.PINSex:     func(l *intake.Line) bool { return l.Has(intake.Number, "warn:sex") },
	dirtylist.PINYear:    func(l *intake.Line) bool { return l.Has(intake.Number, "warn:year") },
	dirtylist.ParentCMND: func(l *intake.Line) bool { return l.Has(intake.Number, "error:cmnd") },
	dirtylist.Scientific: func(l *intake.Line) bool { return l.Has(intake.Number, "error") },
	dirtylist.YearOnly:   func(l *intake.Line) bool { return l.Has(intake.Birth, intake.CodeYearOnly) },
	dirtylist.ShortYear:  func(l *intake.Line) bool { return l.Fixed(intake.FixedCentury) },
	dirtylist.EthnicCode: func(l *intake.Line) bool {
		return l.Has(intake.Ethnic, intake.CodeEthnicList) || l.Fixed(intake.FixedForm) && len(l.Cells[4]) == 2
	},
	dirtylist.Phone11: func(l *intake.Line) bool { return l.Fixed(intake.FixedPrefix) },
}

// mustFind are the kinds that have to be found in 99 of 100 cases, and rightly so.
var mustFind = []dirtylist.Kind{dirtylist.Space, dirtylist.NonNFC, dirtylist.Eth, dirtylist.LostZero, dirtylist.TCVN3, dirtylist.VNI, dirtylist.PINSex, dirtylist.PINYear}

// TestBatteryDirtyProvinceIsTakenOver writes the whole province's dirty list as a
// workbook, reads and imports it, and sets what was found against what was
// planted.
func TestBatteryDirtyProvinceIsTakenOver(t *testing.T) {
	scale := 1.0
	if testing.Short() || raceEnabled {
		scale = 0.03
	}
	d := newDirty(t, scale)
	began := time.Now()
	d.read()
	t.Logf("%d rows: %v; peak memory of this process, the truth beside it included: %d MB",
		len(d.truth), time.Since(began).Round(time.Second), peakMB())
	for _, k := range []dirtylist.Kind{
		dirtylist.Space, dirtylist.NonNFC, dirtylist.Eth, dirtylist.LostZero, dirtylist.TCVN3, dirtylist.VNI, dirtylist.PINSex, dirtylist.PINYear,
		dirtylist.ParentCMND, dirtylist.Scientific, dirtylist.YearOnly, dirtylist.ShortYear, dirtylist.EthnicCode, dirtylist.Phone11,
	} {
		c := d.kinds[k]
		t.Logf("%-14s planted %6d  found %6d  precision %.4f  recall %.4f", k, c.planted, c.found, c.precision(), c.recall())
	}
	for _, k := range mustFind {
		if c := d.kinds[k]; c.precision() < 0.99 || c.recall() < 0.99 {
			t.Errorf("%s: precision %.4f, recall %.4f, want 0.99", k, c.precision(), c.recall())
		}
	}
	t.Logf("duplicates     planted %6d  found %6d  precision %.4f  recall %.4f; ended as %v",
		d.same.planted, d.same.found, d.same.precision(), d.same.recall(), d.sum.Counts)
	if d.same.precision() < 0.95 || d.same.recall() < 0.95 {
		t.Errorf("duplicates: precision %.4f, recall %.4f, want 0.95", d.same.precision(), d.same.recall())
	}
	if d.twins > 0 {
		t.Errorf("%d twins were taken for one child", d.twins)
	}
}

// fact is what is remembered of a row of the list.
type fact struct {
	id     uuid.UUID
	twin   bool
	sameAs int
}

type dirty struct {
	t       *testing.T
	path    string
	laptop  *fieldtest.Laptop
	truth   []fact
	plants  map[int][]dirtylist.Kind // of the rows with any
	byMade  map[uuid.UUID]int
	kinds   map[dirtylist.Kind]tally
	same    tally
	twins   int
	reasons map[registry.HeldReason]int
	sum     registry.Import
}

func newDirty(t *testing.T, scale float64) *dirty {
	t.Helper()
	p := fieldtest.NewProvince(t)
	d := &dirty{
		t: t, path: filepath.Join(t.TempDir(), "dirty.xlsx"), laptop: p.Laptop(), plants: map[int][]dirtylist.Kind{},
		byMade: map[uuid.UUID]int{}, kinds: map[dirtylist.Kind]tally{}, reasons: map[registry.HeldReason]int{},
	}
	file, err := os.Create(d.path)
	d.check(err)
	w, err := sheet.NewXLSX(file, "Danh sách", nil, "")
	d.check(err)
	d.check(w.Write(dirtylist.Header()))
	hamlets, communes := map[uuid.UUID]dirtylist.Row{}, map[string]uuid.UUID{}
	for row, err := range dirtylist.Rows(1, scale) {
		d.check(err)
		d.check(w.Write(row.Cells))
		d.plants[len(d.truth)] = row.Planted
		d.truth = append(d.truth, fact{id: row.ID, twin: row.Has(dirtylist.Twin), sameAs: row.SameAs})
		if _, known := hamlets[row.Hamlet]; !known {
			hamlets[row.Hamlet] = row
		}
	}
	d.check(w.Close())
	d.check(file.Close())
	d.cover(p, communes, scale)
	return d
}

// cover makes the laptop one that works for every hamlet of the province.
func (d *dirty) cover(p *fieldtest.Province, communes map[string]uuid.UUID, scale float64) {
	var drafts []ledger.Draft
	add := func(id uuid.UUID, u registry.Unit) {
		fields, err := registry.Encode(u)
		d.check(err)
		drafts = append(drafts, ledger.Draft{Kind: registry.KindUnit, Record: id, Op: ledger.OpCreate, Fields: fields})
	}
	for _, h := range p.Hamlets { // the laptop's own would be second ones of their names
		add(h.Unit, registry.Unit{Name: "của máy", Level: registry.LevelHamlet, Scope: h.Scope})
	}
	for place, err := range demo.Places(1, scale) {
		d.check(err)
		parent, known := communes[place.Code]
		if !known {
			parent = uuid.NewSHA1(place.ID, []byte("commune"))
			communes[place.Code] = parent
			add(parent, registry.Unit{Name: place.Commune, Level: registry.LevelCommune, Code: place.Code})
		}
		add(place.ID, registry.Unit{Name: place.Name, Level: registry.LevelHamlet, Parent: parent, Scope: p.Hamlets[0].Scope})
	}
	d.check(d.laptop.Store.Write(context.Background(), p.Reference, drafts, ""))
}

func (d *dirty) check(err error) {
	if err != nil {
		d.t.Helper()
		d.t.Fatal(err)
	}
}

// read imports the workbook and counts.
func (d *dirty) read() {
	ctx := d.t.Context()
	table, err := sheet.Open(d.path)
	d.check(err)
	defer table.Close()
	list, err := intake.Read(ctx, table)
	d.check(err)
	im, err := d.laptop.Work.StartImport(ctx, fieldwork.ImportOptions{Name: "dirty.xlsx"})
	d.check(err)
	n := 0
	for line, err := range list.Lines(ctx, table, intake.Options{Today: d.laptop.Work.Today(), Ethnic: intake.List1979}) {
		d.check(err)
		d.kindsOf(n, &line)
		row, err := im.Add(ctx, fieldwork.ListRow{
			Row: line.Row, Cells: line.Cells, Person: line.Person, Head: line.Head, Hamlet: line.Hamlet, Commune: line.Commune,
			Phone: line.Phone, Held: line.Held(),
		})
		d.check(err)
		d.became(n, row)
		n++
	}
	d.t.Logf("held for %v", d.reasons)
	d.sum, err = im.Finish(ctx)
	d.check(err)
	if n != len(d.truth) {
		d.t.Fatalf("%d lines of %d rows", n, len(d.truth))
	}
}

func (d *dirty) kindsOf(n int, line *intake.Line) {
	row := dirtylist.Row{Planted: d.plants[n]}
	for kind, found := range finds {
		c := d.kinds[kind]
		planted := row.Has(kind) || kind == dirtylist.Space && row.Has(dirtylist.DoubleSpace)
		c.note(planted, found(line))
		d.kinds[kind] = c
	}
	delete(d.plants, n)
}

// became notes what a row ended as: a copy is found when it is matched with, or
// held against, a record of its own child.
func (d *dirty) became(n int, row registry.ImportedRow) {
	if row.Outcome == registry.RowHeld {
		d.reasons[row.Reason]++
	}
	of, met := d.byMade[row.Record]
	met = met && row.Outcome != registry.RowCreated
	if met && row.Outcome != registry.RowHeld && d.truth[of].id != d.truth[n].id && d.truth[n].twin {
		d.twins++
	}
	right := met && d.truth[of].id == d.truth[n].id
	d.same.note(d.truth[n].sameAs >= 0, met)
	if met && !right && d.truth[n].sameAs >= 0 {
		d.same.both-- // found, but another child
	}
	if testing.Verbose() && d.truth[n].sameAs >= 0 && !right {
		d.t.Logf("missed %s %s %q of row %d", row.Outcome, row.Reason, row.Cells[1:], d.truth[n].sameAs+2)
	}
	if testing.Verbose() && met && !right && d.same.found%20 == 0 {
		d.t.Logf("row %d %q was taken for row %d", row.Row, row.Cells[1:], of+2)
	}
	if row.Outcome == registry.RowCreated {
		d.byMade[row.Record] = n
	}
}

// peakMB is the largest memory that this process had.
func peakMB() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	var kb int
	for _, line := range strings.Split(string(status), "\n") {
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kb); err == nil {
			return kb / 1024
		}
	}
	return 0
}

func writeFile(t *testing.T, path string, raw []byte) {
	t.Helper()
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}
