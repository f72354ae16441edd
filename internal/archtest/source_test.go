package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// eachFile parses every Go file of a package that is not a test.
func eachFile(t *testing.T, p listed, visit func(name string, file *ast.File)) {
	t.Helper()
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		visit(p.ImportPath+"/"+name, file)
	}
}

// calls returns the package-qualified calls of a file: "time.Now".
func calls(file *ast.File) []string {
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok {
				out = append(out, x.Name+"."+sel.Sel.Name)
			}
		}
		return true
	})
	return out
}

// Time, chance and ids are handed in, or a test can't play a day again.
func TestPureRoomsTakeNothingFromTheWorld(t *testing.T) {
	t.Parallel()
	forbidden := []string{"time.Now", "time.Since", "uuid.New", "uuid.NewString", "uuid.NewV7", "rand.", "os.", "http.", "sql."}
	for _, p := range house(t, "./internal/ledger", "./internal/registry", "./internal/viet", "./internal/fieldwork", "./internal/store", "./internal/server/central") {
		pure := !strings.HasSuffix(p.ImportPath, "/store") && !strings.HasSuffix(p.ImportPath, "/central")
		eachFile(t, p, func(name string, file *ast.File) {
			for _, call := range calls(file) {
				for i, f := range forbidden {
					if (pure || i < 6) && (call == f || strings.HasSuffix(f, ".") && strings.HasPrefix(call, f)) {
						t.Errorf("%s uses %s", name, call)
					}
				}
			}
		})
	}
}

// Background work of the screens has one door.
func TestScreensHaveOneDoorToTheBackground(t *testing.T) {
	t.Parallel()
	for _, p := range house(t, "./internal/ui/...") {
		door := p.ImportPath == module+"internal/ui/work"
		eachFile(t, p, func(name string, file *ast.File) {
			for _, call := range calls(file) {
				if call == "fyne.DoAndWait" || call == "fyne.Do" && !door {
					t.Errorf("%s uses %s", name, call)
				}
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if _, ok := n.(*ast.GoStmt); ok && !door {
					t.Errorf("%s starts a goroutine", name)
				}
				return true
			})
		})
	}
}
