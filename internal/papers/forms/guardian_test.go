package forms

import (
	"archive/zip"
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thamho.vn/internal/papers/official"
	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
)

// papers makes every paper of this package, by the name of its function; the
// templates of the police are told apart by their code.
func papers(guardian string) map[string]official.Document {
	s, o := subject(), Office{Agency: "UBND XÃ X", Place: "X", Police: "CÔNG AN XÃ X", Guardian: guardian}
	s.Guardian = guardian
	out := map[string]official.Document{
		"PoliceList":   PoliceList(registry.PoliceList{Code: "DS-01", On: day}, []registry.Person{s.Child}, s.Hamlet, o),
		"Report":       Report(registry.Report{AsOf: day}, s.Hamlet, o, func(registry.ReasonInfo) (string, string) { return "", "" }),
		"Compliance":   Compliance(registry.Compliance{From: day, To: day}, s.Hamlet, o),
		"HandoverBook": HandoverBook(Handover{On: day}, o),
		"ReviewSheet":  ReviewSheet(s.Hamlet, day, []ReviewRow{{STT: 1, Child: s.Child}}, o),
		"BreachNotice": BreachNotice(registry.Breach{}, o),
		"Checklist":    Checklist(s),
	}
	for _, f := range allForms() {
		doc, _ := Fill(f.Code, s, f.From)
		out["Fill "+f.Code+" "+f.From.ISO()] = doc
	}
	return out
}

// Whoever answers for the protection of the data stands on every paper; where
// nobody was named there is room to write the name.
func TestTheDataProtectionPersonStandsOnEveryPaper(t *testing.T) {
	t.Parallel()
	for name, doc := range papers("Bà Sáu & Chị Bảy") {
		var docx, pdf bytes.Buffer
		if err := doc.DOCX(&docx); err != nil {
			t.Fatal(err)
		}
		if text := part(t, docx.Bytes(), "word/footer1.xml"); !strings.Contains(text, "Bà Sáu &amp; Chị Bảy") {
			t.Errorf("%s: the foot of the pages is %q", name, text)
		}
		if err := doc.PDF(&pdf); err != nil || pdf.Len() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, doc := range papers("") {
		if !strings.Contains(doc.Foot, "Người phụ trách bảo vệ dữ liệu cá nhân: ……") {
			t.Errorf("%s has no room for a name: %q", name, doc.Foot)
		}
	}
}

// A paper that somebody adds is in the table above.
func TestNoPaperIsForgotten(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	known := slices.Collect(maps.Keys(papers("")))
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() || fn.Type.Results == nil || !makesPaper(fn.Type.Results) {
				continue
			}
			if !slices.ContainsFunc(known, func(name string) bool { return name == fn.Name.Name || strings.HasPrefix(name, fn.Name.Name+" ") }) {
				t.Errorf("nobody looks whether %s bears the name", fn.Name.Name)
			}
		}
	}
}

func makesPaper(results *ast.FieldList) bool {
	return slices.ContainsFunc(results.List, func(f *ast.Field) bool {
		s, ok := f.Type.(*ast.SelectorExpr)
		return ok && s.Sel.Name == "Document"
	})
}

// A workbook bears it in the foot of the printed page, so that the columns stay
// those of the template.
func TestAWorkbookBearsTheNameWhereItIsPrinted(t *testing.T) {
	t.Parallel()
	var book bytes.Buffer
	w, err := sheet.NewXLSX(&book, "Danh sách", nil, Foot("DS-01", "Bà Sáu & Chị Bảy"))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write([]string{"STT"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	text := part(t, book.Bytes(), "xl/worksheets/sheet1.xml")
	if _, foot, _ := strings.Cut(text, "<oddFooter>"); !strings.Contains(foot, "Bà Sáu &amp;&amp; Chị Bảy") {
		t.Errorf("printed: %q", foot)
	}
}

// part reads one part of a document.
func part(t *testing.T, document []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(document), int64(len(document)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
