package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "thamho.vn/"

// listed is what go list says of a package.
type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
	GoFiles    []string
	Dir        string
}

// house lists our packages, with their dependencies but without their tests.
func house(t *testing.T, patterns ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Deps,GoFiles,Dir"}, patterns...)...)
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// allowed are the imports of the house that each room may use. A room covers
// the packages below it unless they have a line of their own.
var allowed = map[string][]string{
	"internal/viet":                {},
	"internal/ledger":              {},
	"internal/vault":               {},
	"internal/sqlcache":            {},
	"internal/ca":                  {},
	"internal/host":                {},
	"internal/update":              {"internal/ledger", "internal/registry"},
	"internal/registry":            {"internal/ledger", "internal/viet", "assets/units"},
	"internal/ui/importlist":       {"internal/ui", "internal/papers", "internal/fieldwork", "internal/registry", "internal/viet"},
	"internal/figures":             {}, // of tests
	"internal/supply":              {}, // a tool
	"internal/ui/police":           {"internal/ui", "internal/papers", "internal/fieldwork", "internal/registry", "internal/viet"},
	"internal/ui/guardian":         {"internal/ui", "internal/registry"},
	"internal/ui/export":           {"internal/ui", "internal/papers", "internal/fieldwork", "internal/registry", "internal/viet"},
	"internal/ui/handover":         {"internal/ui", "internal/papers", "internal/fieldwork", "internal/registry", "internal/viet"},
	"internal/ui/photos":           {"internal/ui", "internal/photo", "internal/fieldwork", "internal/registry", "internal/viet"},
	"internal/photo":               {"internal/registry", "internal/ledger"},
	"internal/fieldwork":           {"internal/registry", "internal/ledger", "internal/viet", "internal/photo"},
	"internal/store":               {"internal/registry", "internal/ledger", "internal/viet", "internal/vault", "internal/sqlcache"},
	"internal/profile":             {"internal/host", "internal/registry", "internal/store", "internal/vault"},
	"internal/sync/wire":           {"internal/ledger", "internal/registry"},
	"internal/sync":                {"internal/registry", "internal/ledger", "internal/viet", "internal/sync/wire", "internal/ca"},
	"internal/sync/hub":            {"internal/registry", "internal/ledger", "internal/sync/wire"},
	"internal/sync/bundle":         {"internal/registry", "internal/ledger", "internal/sync/wire"},
	"internal/server/central":      {"internal/registry", "internal/ledger", "internal/viet", "internal/sync/wire", "internal/sqlcache"},
	"internal/server/board":        {"internal/registry", "internal/viet"},
	"internal/server/limit":        {},
	"internal/server/office":       {"internal/registry", "internal/ledger", "internal/viet", "internal/server/limit"},
	"internal/server":              {"internal/server/limit", "internal/registry", "internal/ledger", "internal/server/board", "internal/server/central", "internal/sync/wire", "internal/ca"},
	"internal/papers":              {"internal/registry", "internal/viet", "assets"},
	"internal/demo":                {"internal/registry", "internal/ledger", "internal/viet", "internal/server/central", "internal/sync/wire", "assets"},
	"internal/ui/work":             {},
	"internal/ui/theme":            {"assets"},
	"internal/ui/kit":              {"internal/ui/theme", "internal/ui/work", "internal/registry", "assets"},
	"internal/ui":                  {"internal/ui", "internal/fieldwork", "internal/registry", "internal/viet", "assets"},
	"internal/fieldwork/fieldtest": {"internal"},
	"assets":                       {},
	// Tests and tools may use every room; nothing may use them.
	"internal/e2e": {"internal", "assets"}, "internal/simtest": {"internal", "assets"}, "internal/archtest": {"internal/registry", "assets"},
	"internal/tour": {"internal", "assets"}, "bench": {"internal", "assets"},
	"cmd/fieldapp":   {"internal", "assets"},
	"cmd/provserver": {"internal/update", "internal/ca", "internal/papers", "internal/demo", "internal/server", "internal/sync/bundle", "internal/ledger", "internal/registry", "internal/viet", "internal/sync/wire"},
}

// room returns the longest line of the table that covers a package.
func room(path string) (string, bool) {
	for p := path; p != ""; {
		if _, ok := allowed[p]; ok {
			return p, true
		}
		cut := strings.LastIndexByte(p, '/')
		if cut < 0 {
			return "", false
		}
		p = p[:cut]
	}
	return "", false
}

// within tells whether a path is a room or lies below it.
func within(path, room string) bool {
	return path == room || strings.HasPrefix(path, room+"/")
}

func TestImportsGoDownOnly(t *testing.T) {
	t.Parallel()
	for _, p := range house(t, "./...") {
		path := strings.TrimPrefix(p.ImportPath, module)
		name, ok := room(path)
		if !ok {
			t.Errorf("%s has no line in the table of rooms", path)
			continue
		}
		for _, imported := range p.Imports {
			other, ours := strings.CutPrefix(imported, module)
			if ours && !within(other, name) && !mayUse(allowed[name], other) {
				t.Errorf("%s imports %s", path, other)
			}
		}
	}
}

func mayUse(rooms []string, path string) bool {
	for _, r := range rooms {
		if within(path, r) {
			return true
		}
	}
	return false
}

func TestOnlyTheProgramTouchesTheScreenDriver(t *testing.T) {
	t.Parallel()
	for _, p := range house(t, "./...") {
		for _, imported := range p.Imports {
			if imported == "fyne.io/fyne/v2/app" && p.ImportPath != module+"cmd/fieldapp" {
				t.Errorf("%s imports fyne/v2/app", p.ImportPath)
			}
		}
	}
}

func TestTheServerHasNoScreen(t *testing.T) {
	t.Parallel()
	for _, p := range house(t, "./cmd/provserver", "./internal/server/...", "./internal/store", "./internal/sync", "./internal/fieldwork") {
		for _, dep := range p.Deps {
			if strings.HasPrefix(dep, "fyne.io/") || strings.HasPrefix(dep, module+"internal/ui") {
				t.Errorf("%s depends on %s", p.ImportPath, dep)
			}
		}
	}
}

// Nothing that ships may reach for a test or a tool of the house.
func TestNobodyUsesTests(t *testing.T) {
	t.Parallel()
	for _, p := range house(t, "./cmd/fieldapp", "./cmd/provserver") {
		for _, dep := range p.Deps {
			for _, test := range []string{"internal/e2e", "internal/simtest", "internal/tour", "internal/archtest", "internal/fieldwork/fieldtest", "internal/ui/kit/kittest", "internal/vault/powerloss", "internal/vault/vaulttest", "bench"} {
				if within(strings.TrimPrefix(dep, module), test) {
					t.Errorf("%s depends on %s", p.ImportPath, dep)
				}
			}
		}
	}
}
