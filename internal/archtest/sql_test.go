package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"strings"
	"testing"
)

// sqlVerb begins a statement.
var sqlVerb = regexp.MustCompile(`(?i)^\s*(select|insert|update|delete|replace|drop|alter|create|pragma|attach|vacuum)\s`)

// spliced are the places where a statement is put together, and why no text of
// anybody gets into it.
var spliced = map[string]string{
	"internal/store/retire.go":                  "names of tables out of sqlite_schema",
	"internal/store/takeover.go":                "names of tables out of sqlite_schema",
	"internal/store/scrape.go":                  "names of tables in a list of its own, of columns out of the new store's schema",
	"internal/store/households.go":              "conditions of filterSQL, a fixed table",
	"internal/store/search.go":                  "conditions of filterSQL, a fixed table; words are arguments of MATCH",
	"internal/vault/copy.go":                    "a path of the program's own, for VACUUM INTO, quoted",
	"internal/server/central/pgtest/cluster.go": "of tests: names drawn by the test",
	"internal/server/central/pgtest/copy.go":    "of tests: names of tables",
}

// Promise 16: values go into statements as arguments only. A statement is a
// literal, or literals joined together.
func TestPromise16NoStatementIsPutTogether(t *testing.T) {
	t.Parallel()
	for _, p := range house(t, "./internal/...", "./cmd/...") {
		eachFile(t, p, func(name string, file *ast.File) {
			name = strings.TrimPrefix(name, module)
			ast.Inspect(file, func(n ast.Node) bool {
				if joins(n) && spliced[name] == "" {
					t.Errorf("%s puts a statement together", name)
				}
				return true
			})
		})
	}
}

// joins tells whether an expression makes a statement out of something that is
// no literal: by + or by a format.
func joins(n ast.Node) bool {
	switch e := n.(type) {
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return false
		}
		first, ok := literal(leftmost(e))
		return ok && sqlVerb.MatchString(first) && !constant(e)
	case *ast.CallExpr:
		sel, ok := e.Fun.(*ast.SelectorExpr)
		if !ok || len(e.Args) < 2 {
			return false
		}
		at := map[string]int{"Sprintf": 0, "Sprint": 0, "Appendf": 1, "Fprintf": 1}
		i, formats := at[sel.Sel.Name]
		if !formats || i >= len(e.Args) {
			return false
		}
		text, ok := literal(e.Args[i])
		return ok && sqlVerb.MatchString(text)
	}
	return false
}

func leftmost(e ast.Expr) ast.Expr {
	for {
		b, ok := e.(*ast.BinaryExpr)
		if !ok {
			return e
		}
		e = b.X
	}
}

// constant tells whether only literals and names that begin with sql are
// joined: consts of the same file.
func constant(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.BinaryExpr:
		return constant(x.X) && constant(x.Y)
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return strings.HasPrefix(x.Name, "sql")
	}
	return false
}
