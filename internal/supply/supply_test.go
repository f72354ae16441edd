package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func parts(t *testing.T) []module {
	t.Helper()
	t.Chdir("../..")
	all, err := linked(programs...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Everything that is linked in has a licence that is known, and accepted.
func TestEveryPartMayBeShipped(t *testing.T) {
	for _, m := range parts(t) {
		found, err := licencesOf(m)
		if err != nil {
			t.Fatal(err)
		}
		ids := names(found)
		if len(ids) == 0 {
			t.Errorf("%s: no licence found", m.Path)
		}
		for _, id := range ids {
			if !slices.Contains(accepted, id) {
				t.Errorf("%s is under %s", m.Path, id)
			}
		}
	}
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Permission is hereby granted, free of charge, to any person\nobtaining a copy": "MIT",
		"Apache License\n   Version 2.0, January 2004":                                  "Apache-2.0",
		"GNU GENERAL PUBLIC LICENSE Version 3":                                          "GPL",
		"all rights reserved":                                                           "",
	} {
		if got := identify(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Promise 19: the bill names every module with its sum, and the SQLite inside
// the driver.
func TestPromise19TheBillOfMaterials(t *testing.T) {
	all := parts(t)
	var out bytes.Buffer
	if err := writeSBOM(&out, all); err != nil {
		t.Fatal(err)
	}
	var doc bom
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Components) != len(all)+1 || len(all) < 20 {
		t.Errorf("%d components of %d modules", len(doc.Components), len(all))
	}
	for _, c := range doc.Components[1:] {
		if len(c.Hashes) == 0 || len(c.Licences) == 0 || !strings.HasPrefix(c.PURL, "pkg:golang/") {
			t.Errorf("%+v", c)
		}
	}
	i := slices.IndexFunc(doc.Components, func(c component) bool { return c.Name == "modernc.org/sqlite" })
	if i < 0 || !slices.ContainsFunc(doc.Components[i].Inside, func(raw json.RawMessage) bool { return bytes.Contains(raw, []byte("SQLite")) }) {
		t.Error("SQLite itself is not named")
	}
}

// Promise 19: a known hole in what is linked in fails the check. The hole is
// made up, in a database of our own, so this needs no network.
func TestPromise19AKnownHoleIsFound(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles the checker")
	}
	for name, c := range map[string]struct {
		module string
		found  bool
	}{"one of ours": {"golang.org/x/text", true}, "somebody else's": {"example.org/other", false}} {
		dir := t.TempDir()
		write(t, dir, "index/db.json", `{"modified":"2026-01-01T00:00:00Z"}`)
		write(t, dir, "index/modules.json", `[{"path":"`+c.module+`","vulns":[{"id":"GO-2099-0001","modified":"2026-01-01T00:00:00Z"}]}]`)
		write(t, dir, "ID/GO-2099-0001.json", `{"schema_version":"1.3.1","id":"GO-2099-0001","modified":"2026-01-01T00:00:00Z","published":"2026-01-01T00:00:00Z","summary":"made up","details":"made up",
			"affected":[{"package":{"name":"`+c.module+`","ecosystem":"Go"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}],"ecosystem_specific":{}}]}`)
		cmd := exec.Command("scripts/vuln.sh", "./internal/viet")
		cmd.Dir = "../.."
		cmd.Env = append(os.Environ(), "GOVULNDB=file://"+dir)
		out, err := cmd.CombinedOutput()
		if (err != nil) != c.found || c.found != bytes.Contains(out, []byte("GO-2099-0001")) || bytes.Contains(out, []byte("SKIPPED")) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// A database that can't be reached is said aloud and is no failure.
func TestPromise19NoDatabaseIsAPrintedSkip(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles the checker")
	}
	cmd := exec.Command("scripts/vuln.sh", "./internal/viet")
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "GOVULNDB=http://127.0.0.1:1")
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("SKIPPED")) {
		t.Errorf("%v\n%s", err, out)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
