package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// The parts of a CycloneDX 1.6 document that are written here.
type bom struct {
	Format     string      `json:"bomFormat"`
	Version    string      `json:"specVersion"`
	Number     int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type     string            `json:"type"`
	Ref      string            `json:"bom-ref"`
	Name     string            `json:"name"`
	Version  string            `json:"version,omitempty"`
	PURL     string            `json:"purl,omitempty"`
	Hashes   []hash            `json:"hashes,omitempty"`
	Licences []licenceChoice   `json:"licenses,omitempty"`
	Inside   []json.RawMessage `json:"components,omitempty"` // as its maker wrote them
}

type hash struct {
	Alg     string `json:"alg"`
	Content string `json:"content"`
}

type licenceChoice struct {
	Licence struct {
		ID string `json:"id"`
	} `json:"license"`
}

// writeSBOM writes the bill of materials of both programs: the modules linked
// in, what their makers say is inside them, and the toolchain.
func writeSBOM(w io.Writer, all []module) error {
	doc := bom{Format: "CycloneDX", Version: "1.6", Number: 1, Metadata: metadata{component{Type: "application", Ref: "thamho", Name: "Thăm Hộ"}}}
	doc.Components = append(doc.Components, component{
		Type: "platform", Ref: "go", Name: "Go standard library", Version: strings.TrimPrefix(runtime.Version(), "go"),
		PURL: "pkg:golang/std@" + strings.TrimPrefix(runtime.Version(), "go"), Licences: choices("BSD-3-Clause"),
	})
	for _, m := range all {
		c, err := componentOf(m)
		if err != nil {
			return err
		}
		doc.Components = append(doc.Components, c)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(doc)
}

func componentOf(m module) (component, error) {
	purl := "pkg:golang/" + m.Path + "@" + m.Version
	c := component{Type: "library", Ref: purl, Name: m.Path, Version: m.Version, PURL: purl}
	if sum, ok := strings.CutPrefix(m.Sum, "h1:"); ok {
		raw, err := base64.StdEncoding.DecodeString(sum)
		if err != nil {
			return c, fmt.Errorf("sum of %s: %w", m.Path, err)
		}
		c.Hashes = []hash{{"SHA-256", hex.EncodeToString(raw)}}
	}
	found, err := licencesOf(m)
	if err != nil {
		return c, err
	}
	c.Licences = choices(names(found)...)
	c.Inside, err = insideOf(m)
	return c, err
}

func choices(ids ...string) []licenceChoice {
	out := make([]licenceChoice, len(ids))
	for i, id := range ids {
		out[i].Licence.ID = id
	}
	return out
}

// insideOf reads the bill that a module brings along: modernc.org/sqlite names
// the SQLite that it was translated from.
func insideOf(m module) ([]json.RawMessage, error) {
	text, err := os.ReadFile(filepath.Join(m.Dir, "sbom.cdx.json"))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("bill of %s: %w", m.Path, err)
	}
	var inner struct {
		Components []json.RawMessage `json:"components"`
	}
	if err := json.Unmarshal(text, &inner); err != nil {
		return nil, fmt.Errorf("bill of %s: %w", m.Path, err)
	}
	return inner.Components, nil
}
