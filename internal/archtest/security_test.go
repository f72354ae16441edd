package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testName   = regexp.MustCompile(`Test[A-Z][A-Za-z0-9]*`)
	testFunc   = regexp.MustCompile(`(?m)^func (Test[A-Z][A-Za-z0-9]*)\(`)
	promiseRow = regexp.MustCompile(`(?m)^\| (\d+) \|(.*)\|$`)
)

// Every promise of docs/security.md names its tests, and every test that is named
// there exists.
func TestEveryPromiseHasItsTests(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	exists := testsOfTheHouse(t)
	rows := map[string]string{}
	for _, row := range promiseRow.FindAllStringSubmatch(string(page), -1) {
		rows[row[1]] = row[2]
		named := testName.FindAllString(row[2], -1)
		if len(named) == 0 && !strings.Contains(row[2], "not yet") {
			t.Errorf("promise %s has no test", row[1])
		}
		for _, name := range named {
			if !exists[name] {
				t.Errorf("promise %s: there is no %s", row[1], name)
			}
		}
	}
	if len(rows) != 22 {
		t.Errorf("%d promises", len(rows))
	}
}

// testsOfTheHouse are the names of all tests.
func testsOfTheHouse(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, root := range []string{"../../internal", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, m := range testFunc.FindAllStringSubmatch(string(text), -1) {
				out[m[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}
