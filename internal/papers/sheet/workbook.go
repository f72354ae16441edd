package sheet

import (
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// workbook is an open XLSX. It implements book.
type workbook struct {
	file    io.Closer
	pack    *pack
	tabs    []tab
	since04 bool
	texts   string // name of the part with the shared strings, "" when none
	shared  *shared
}

var _ book = (*workbook)(nil)

// tab is a sheet: its name and the part that holds it.
type tab struct {
	name, part string
	hidden     bool
}

// source is a file that can be read at any place.
type source interface {
	io.ReaderAt
	io.Closer
}

// openWorkbook reads the parts that say where the sheets are.
func openWorkbook(file source, size int64) (*workbook, error) {
	p, err := openPack(file, size)
	if err != nil {
		return nil, err
	}
	if p.hasMacros() {
		return nil, bad(keyMacros, nil)
	}
	w := &workbook{file: file, pack: p}
	if err := w.readMap(p.budget(maxSmallPart)); err != nil {
		return nil, err
	}
	// Hidden sheets come last: what a person picks first is what they saw.
	slices.SortStableFunc(w.tabs, func(a, b tab) int { return order(a.hidden) - order(b.hidden) })
	return w, nil
}

func order(hidden bool) int {
	if hidden {
		return 1
	}
	return 0
}

// readMap finds the workbook's main part, its sheets and its shared strings.
func (w *workbook) readMap(left *budget) error {
	main, err := w.mainPart(left)
	if err != nil {
		return err
	}
	links, err := w.links(main, left)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.kind == "sharedStrings" && w.pack.parts[partName(l.target)] != nil {
			w.texts = l.target
		}
	}
	if err := w.readTabs(main, links, left); err != nil {
		return err
	}
	if len(w.tabs) == 0 {
		return bad(keyBroken, errors.New("a workbook without sheets"))
	}
	return nil
}

// mainPart finds the part that lists the sheets. A zip without one is no table:
// a document, a picture album, another program's spreadsheet.
func (w *workbook) mainPart(left *budget) (string, error) {
	main := "xl/workbook.xml"
	links, err := w.links("", left)
	if err != nil {
		return "", err
	}
	for _, l := range links {
		if l.kind == "officeDocument" {
			main = l.target
		}
	}
	base := path.Base(partName(main))
	if w.pack.parts[partName(main)] == nil || !strings.HasPrefix(base, "workbook") || !strings.HasSuffix(base, ".xml") {
		return "", bad(keyNotTable, errors.New("no workbook in the zip"))
	}
	return main, nil
}

// readTabs reads the main part.
func (w *workbook) readTabs(main string, links map[string]link, left *budget) error {
	return w.eachTag(main, left, func(x *xmlScan) {
		switch x.name() {
		case "workbookPr":
			w.since04 = isTrue(x.attr("date1904"))
		case "sheet":
			l := links[string(x.attr("id"))]
			if l.kind != "worksheet" || w.pack.parts[partName(l.target)] == nil {
				return
			}
			state := string(x.attr("state"))
			w.tabs = append(w.tabs, tab{
				name: string(appendText(nil, x.attr("name"))), part: l.target,
				hidden: state == "hidden" || state == "veryHidden",
			})
		}
	})
}

func isTrue(v []byte) bool { return string(v) == "1" || string(v) == "true" }

// link is a relation of one part to another.
type link struct{ kind, target string }

// links reads the relations of a part ("" for the zip itself), by id. A part
// without any has no file for them.
func (w *workbook) links(of string, left *budget) (map[string]link, error) {
	dir, base := path.Split(of)
	rels := path.Join(dir, "_rels", base+".rels")
	if w.pack.parts[partName(rels)] == nil {
		return map[string]link{}, nil
	}
	out := map[string]link{}
	err := w.eachTag(rels, left, func(x *xmlScan) {
		if x.name() != "Relationship" || string(x.attr("TargetMode")) == "External" {
			return
		}
		target := string(appendText(nil, x.attr("Target")))
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		out[string(x.attr("Id"))] = link{kind: path.Base(string(x.attr("Type"))), target: strings.TrimPrefix(target, "/")}
	})
	return out, err
}

// eachTag reads a small part and shows every opening tag.
func (w *workbook) eachTag(name string, left *budget, see func(*xmlScan)) error {
	x, closer, err := w.pack.open(context.Background(), name, left, &progress{})
	if err != nil {
		return err
	}
	defer closer.Close()
	for {
		switch found, err := x.next(); {
		case err != nil:
			return err
		case found == tokenEnd:
			return nil
		case found == tokenOpen:
			see(x)
		}
	}
}

func (w *workbook) date1904() bool { return w.since04 }

func (w *workbook) names() []string {
	var out []string
	for _, t := range w.tabs {
		out = append(out, t.name)
	}
	return out
}

// Close drops the shared strings and closes the file.
func (w *workbook) Close() error {
	return errors.Join(w.shared.Close(), w.file.Close())
}
