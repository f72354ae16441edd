package archtest

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"thamho.vn/assets/lang"
	"thamho.vn/internal/registry"
)

// Every key that a screen asks for has a text, and every text is asked for.
func TestEveryTextHasItsKey(t *testing.T) {
	t.Parallel()
	texts := textsOf(t, "vi.json")
	used, prefixes := map[string]bool{}, []string{"err."}
	for _, p := range house(t, "./internal/ui/...", "./cmd/fieldapp") {
		eachFile(t, p, func(name string, file *ast.File) {
			for _, key := range asked(file) {
				if _, ok := texts[key]; !ok {
					t.Errorf("%s asks for %q, which has no text", name, key)
				}
			}
			for _, s := range literals(file) {
				used[s] = true
				if strings.HasSuffix(s, ".") {
					prefixes = append(prefixes, s)
				}
			}
		})
	}
	for _, rule := range registry.Rules() {
		used[rule.Key()] = true
		if _, ok := texts[rule.Key()]; !ok {
			t.Errorf("rule %s has no text", rule.Code)
		}
	}
	for key := range texts {
		if !used[key] && !hasPrefix(key, prefixes) {
			t.Errorf("nobody asks for %q", key)
		}
	}
}

// What one language says the other says too, and nothing else.
func TestLanguagesHaveTheSameTexts(t *testing.T) {
	t.Parallel()
	for vi, en := range map[string]string{"vi.json": "en.json", "fyne.vi.json": "fyne.en.json"} {
		a, b := textsOf(t, vi), textsOf(t, en)
		for key := range a {
			if b[key] == nil {
				t.Errorf("%s lacks %q", en, key)
			}
		}
		for key := range b {
			if a[key] == nil {
				t.Errorf("%s lacks %q", vi, key)
			}
		}
	}
}

// textsOf reads a language's texts; one with a plural is an object.
func textsOf(t *testing.T, file string) map[string]any {
	t.Helper()
	raw, err := lang.Files.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]any{}
	if err := json.Unmarshal(raw, &texts); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return texts
}

func hasPrefix(key string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(key, p) {
			return true
		}
	}
	return false
}

// asked are the keys given to words.Say as they stand.
func asked(file *ast.File) []string {
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Say" {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "words" {
				if s, ok := literal(call.Args[0]); ok {
					out = append(out, s)
				}
			}
		}
		return true
	})
	return out
}

func literals(file *ast.File) []string {
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := literal(n); ok {
			out = append(out, s)
		}
		return true
	})
	return out
}

func literal(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
