package police

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/papers/forms"
	"thamho.vn/internal/papers/official"
	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/words"
)

// format is how a list comes out.
type format string

const (
	asPDF  format = "pdf"
	asDOCX format = "docx"
	asXLSX format = "xlsx"
)

// children reads those of a list, in its order. One who is gone leaves a blank
// line: the STT must not move.
func children(ctx context.Context, s Source, list registry.PoliceList) ([]registry.Person, error) {
	out := make([]registry.Person, len(list.Lines))
	for i, id := range list.Lines {
		rec, err := s.Person(ctx, id)
		if registry.CodeOf(err) == registry.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[i] = rec.Value
	}
	return out, nil
}

// print writes a list as a file and returns where it is.
func print(ctx context.Context, s Source, list registry.PoliceList, as format) (string, error) {
	people, err := children(ctx, s, list)
	if err != nil {
		return "", err
	}
	hamlet, err := s.Hamlet(ctx, list.Unit)
	if err != nil {
		return "", err
	}
	office, err := forms.OfficeFor(hamlet)
	if err != nil {
		return "", err
	}
	dir, err := folder.Dir()
	if err != nil {
		return "", err
	}
	name := strings.Join([]string{list.Code, folder.Plain(hamlet.Name), list.On.ISO()}, "_")
	if office.Guardian, err = s.Guardian(ctx); err != nil {
		return "", err
	}
	if err := s.NoteExport(ctx, registry.Export{Unit: list.Unit, Purpose: words.Say("police.purpose", words.Args{"code": list.Code}), Kind: "police", Rows: len(people)}); err != nil {
		return "", err
	}
	doc := forms.PoliceList(list, people, hamlet.Name+", "+hamlet.Commune, office)
	path := filepath.Join(dir, name+"."+string(as))
	return path, folder.Write(path, func(w io.Writer) error {
		switch as {
		case asDOCX:
			return doc.DOCX(w)
		case asXLSX:
			return workbook(w, people, doc.Foot)
		}
		return doc.PDF(w)
	})
}

func workbook(w io.Writer, people []registry.Person, foot string) error {
	book, err := sheet.NewXLSX(w, "Danh sách", []float64{6, 28, 12, 10, 24, 24, 16, 20, 24}, foot)
	if err != nil {
		return err
	}
	for _, row := range forms.ListCells(people) {
		if err := book.Write(row); err != nil {
			return err
		}
	}
	return book.Close()
}

// families writes for each child of a list its form and what the family brings,
// into a folder of their own, and returns that.
func families(ctx context.Context, s Source, list registry.PoliceList) (string, error) {
	hamlet, err := s.Hamlet(ctx, list.Unit)
	if err != nil {
		return "", err
	}
	office, err := forms.OfficeFor(hamlet)
	if err != nil {
		return "", err
	}
	if office.Guardian, err = s.Guardian(ctx); err != nil {
		return "", err
	}
	dir, err := folder.Dir(list.Code + "_" + folder.Plain(hamlet.Name) + "_phieu")
	if err != nil {
		return "", err
	}
	e := registry.Export{Unit: list.Unit, Purpose: words.Say("police.familypurpose", words.Args{"code": list.Code}), Kind: "families", Rows: len(list.Lines), Sensitive: []string{registry.FieldEthnic}}
	if err := s.NoteExport(ctx, e); err != nil {
		return "", err
	}
	for i, id := range list.Lines {
		if err := family(ctx, s, dir, i+1, id, hamlet, office); err != nil {
			return "", err
		}
	}
	return dir, nil
}

func family(ctx context.Context, s Source, dir string, stt int, id uuid.UUID, hamlet registry.HamletRow, office forms.Office) error {
	rec, err := s.Person(ctx, id)
	if err != nil {
		return registry.IgnoreGone(err)
	}
	home, err := s.Household(ctx, rec.Value.Household)
	if err != nil {
		return registry.IgnoreGone(err)
	}
	subject := forms.Subject{
		Child: rec.Value, Household: home.Household.Value, Hamlet: hamlet.Name + ", " + hamlet.Commune,
		Office: office.Police, Guardian: office.Guardian,
	}
	code := forms.For(rec.Value)
	docs := map[string]official.Document{"giay-to": forms.Checklist(subject)}
	if doc, ok := forms.Fill(code, subject, s.Today()); ok {
		docs[code] = doc
	}
	for kind, doc := range docs {
		path := filepath.Join(dir, words.STT(stt)+"_"+folder.Plain(rec.Value.Name)+"_"+kind+".pdf")
		if err := folder.Write(path, doc.PDF); err != nil {
			return err
		}
	}
	return nil
}
