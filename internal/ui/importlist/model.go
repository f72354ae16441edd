package importlist

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/papers/intake"
	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/viet"
)

// Source is the work of the screens.
type Source interface {
	StartImport(ctx context.Context, o fieldwork.ImportOptions) (*fieldwork.Importer, error)
	UndoImport(ctx context.Context, id uuid.UUID) error
	Imports(ctx context.Context) ([]registry.Import, error)
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
	Today() registry.Date
}

// list is a file that was looked through: its layout as guessed, or as somebody
// said for a list with the same head before.
type list struct {
	path    string
	file    *intake.File
	samples []string // the first values, by column
	fonts   []viet.Sample
	font    viet.Encoding
	// headless says that no head was found: the first row stands for one.
	headless bool
	kind     int // of kinds, as it was said of a list with this head before
	known    map[string]template
}

// open looks through a file and closes it again: nobody's file stays locked
// while somebody thinks about its columns.
//
// head is the row that somebody pointed at in a sheet; with none it is looked for, and
// a list without one has its first row for it, until somebody says otherwise.
func open(ctx context.Context, s Source, path, name string, head int) (l *list, err error) {
	table, err := sheet.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	l = &list{path: path}
	if head == 0 {
		l.file, err = intake.Read(ctx, table)
		if registry.KeyOf(err) == "no_head" && len(l.file.First) > 0 {
			l.headless, name, head = true, l.file.Sheet, l.file.First[0].Number
		} else if err != nil {
			return nil, err
		}
	}
	if head > 0 {
		if l.file, err = intake.ReadAt(ctx, table, name, head); err != nil {
			return nil, err
		}
	}
	saved, err := s.Setting(ctx, layoutKey(l.file.Layout))
	if err != nil {
		return nil, err
	}
	if l.known, err = readTemplates(ctx, s); err != nil {
		return nil, err
	}
	l.use(saved)
	l.sample()
	return l, nil
}

// layoutKey is the setting under which a layout is kept: by its titles.
func layoutKey(l intake.Layout) string {
	h := fnv.New64a()
	h.Write([]byte(l.Signature()))
	return "list." + strconv.FormatUint(h.Sum64(), 16)
}

// use takes a saved layout, when there is one of as many columns.
func (l *list) use(saved string) {
	var k kept
	if k.read(saved) && len(k.Columns) == len(l.file.Layout.Columns) {
		l.file.Layout.Columns, l.kind = k.Columns, kindOf(k.Kind)
	}
}

// sample notes the first values of each column, and what its font makes of them.
func (l *list) sample() {
	l.samples = make([]string, len(l.file.Layout.Columns))
	var text []string
	for _, row := range l.file.First {
		if row.Number <= l.file.Layout.HeadRow {
			continue
		}
		for i, cell := range row.Cells {
			if i < len(l.samples) && strings.Count(l.samples[i], " · ") < 2 && cell != "" {
				l.samples[i] = strings.TrimPrefix(l.samples[i]+" · "+cell, " · ")
			}
			text = append(text, cell)
		}
	}
	l.font, _ = viet.Detect(text)
	l.fonts = viet.Samples(l.font, text, 5)
}

// keep stores the layout for the next list with this head, and what it says of the
// titles for the next list of its kind.
func (l *list) keep(ctx context.Context, s Source) error {
	code := kinds[l.kind].code
	l.known[code].learn(l.file.Layout)
	for key, value := range map[string]any{
		layoutKey(l.file.Layout): kept{l.file.Layout.Columns, code},
		templateKey(code):        l.known[code],
	} {
		raw, err := json.Marshal(value)
		if err != nil {
			return err
		}
		if err := s.SetSetting(ctx, key, string(raw)); err != nil {
			return err
		}
	}
	return nil
}

// problem says why a layout can't be used, as a key of the texts; "" when it can.
func problem(columns []intake.Field) string {
	seen, name := map[intake.Field]bool{}, false
	for _, f := range columns {
		if f != intake.Unused && seen[f] {
			return "import.twice"
		}
		seen[f] = true
		name = name || f == intake.Name || f == intake.GivenName
	}
	if !name {
		return "import.noname"
	}
	return ""
}

// shownRows is how many rows of an outcome a preview shows.
const shownRows = 1000

// line is a row as the preview shows it.
type line struct {
	row      int
	person   registry.Person
	problems []intake.Problem
	reason   registry.HeldReason
}

// result is what a list came to, or would come to.
type result struct {
	counts map[registry.RowOutcome]int
	lines  map[registry.RowOutcome][]line
	done   registry.Import
}

// rowAbsent stands for the children on record whom the list does not name; no
// row ends so.
const rowAbsent registry.RowOutcome = "absent"

// count is how many there are of an outcome.
func (r result) count(o registry.RowOutcome) int {
	if o == rowAbsent {
		return len(r.lines[o])
	}
	return r.counts[o]
}

func (r result) total() int {
	n := 0
	for _, c := range r.counts {
		n += c
	}
	return n
}

// run takes the list over, or only tells what would happen; told hears how many
// rows are done.
func (l *list) run(ctx context.Context, s Source, o fieldwork.ImportOptions, read intake.Options, told func(rows int)) (out result, err error) {
	out = result{counts: map[registry.RowOutcome]int{}, lines: map[registry.RowOutcome][]line{}}
	o.Name = filepath.Base(l.path)
	table, err := sheet.Open(l.path)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	im, err := s.StartImport(ctx, o)
	if err != nil {
		return out, err
	}
	defer im.Stop()
	n := 0
	for ln, err := range l.file.Lines(ctx, table, read) {
		if err != nil {
			return out, err
		}
		row, err := im.Add(ctx, l.rowOf(&ln))
		if err != nil {
			return out, fmt.Errorf("row %d: %w", ln.Row, err)
		}
		out.note(row, &ln)
		if n++; n%500 == 0 {
			told(n)
		}
	}
	absent, err := im.Absent(ctx)
	if err != nil {
		return out, err
	}
	for _, rec := range absent {
		out.lines[rowAbsent] = append(out.lines[rowAbsent], line{person: rec.Value})
	}
	out.done, err = im.Finish(ctx)
	return out, err
}

func (l *list) rowOf(ln *intake.Line) fieldwork.ListRow {
	row := rowOf(ln)
	if odd := ln.OddNumber(l.file.Layout); odd != "" && kinds[l.kind].odd {
		row.Person.Note = strings.TrimSpace(row.Person.Note + "\n" + words.Say("import.oddnumber", words.Args{"number": odd}))
	}
	return row
}

func rowOf(l *intake.Line) fieldwork.ListRow {
	stt, _ := strconv.Atoi(l.Number)
	return fieldwork.ListRow{
		Row: l.Row, Cells: l.Cells, Person: l.Person, Head: l.Head, Number: stt, Hamlet: l.Hamlet, Commune: l.Commune,
		Address: l.Address, Phone: l.Phone, Held: l.Held(),
	}
}

func (r *result) note(row registry.ImportedRow, l *intake.Line) {
	r.counts[row.Outcome]++
	if len(r.lines[row.Outcome]) < shownRows {
		r.lines[row.Outcome] = append(r.lines[row.Outcome], line{l.Row, l.Person, l.Problems, row.Reason})
	}
}
