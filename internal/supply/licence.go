package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// licence is a licence file of a module.
type licence struct {
	ID   string // of SPDX; "" when it is not known
	File string
	Text string
}

// accepted are the licences under which a part may be linked into the programs,
// whose own is Apache-2.0.
var accepted = []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "MPL-2.0", "blessing", "Unlicense", "CC0-1.0", "Zlib"}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense|notice|patents)([-._].*)?$`)

// licencesOf reads the licence files at the root of a module.
func licencesOf(m module) ([]licence, error) {
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", m.Path, err)
	}
	var out []licence
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", m.Path, err)
		}
		out = append(out, licence{identify(string(text)), e.Name(), string(text)})
	}
	return out, nil
}

// marks are words that stand in one licence and no other, the more exact first.
var marks = []struct{ id, words string }{
	{"Apache-2.0", "apache license version 2.0"},
	{"MPL-2.0", "mozilla public license version 2.0"},
	{"GPL", "gnu general public license"},
	{"LGPL", "gnu lesser general public license"},
	{"CC0-1.0", "cc0 1.0 universal"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
	{"blessing", "in place of a legal notice here is a blessing"},
	{"Zlib", "altered source versions must be plainly marked as such"},
	{"ISC", "permission to use copy modify and or distribute this software for any purpose with or without fee"},
	{"MIT", "permission is hereby granted free of charge to any person obtaining a copy"},
	{"BSD-3-Clause", "may be used to endorse or promote products derived from this software"},
	{"BSD-2-Clause", "redistribution and use in source and binary forms with or without modification are permitted"},
}

var notLetter = regexp.MustCompile(`[^a-z0-9.]+`)

// identify names a licence by its words. A file with several names the first of
// the table.
func identify(text string) string {
	words := notLetter.ReplaceAllString(strings.ToLower(text), " ")
	for _, m := range marks {
		if strings.Contains(words, m.words) {
			return m.id
		}
	}
	return ""
}

// names are the licences of a module, each once.
func names(all []licence) (ids []string) {
	for _, l := range all {
		if l.ID != "" && !slices.Contains(ids, l.ID) {
			ids = append(ids, l.ID)
		}
	}
	return ids
}

// writeLicences writes the text of every licence, as those who get the programs
// must have it.
func writeLicences(w io.Writer, all []module) error {
	for _, m := range all {
		found, err := licencesOf(m)
		if err != nil {
			return err
		}
		if len(names(found)) == 0 {
			return fmt.Errorf("%s has no licence that is known here", m.Path)
		}
		for _, l := range found {
			if _, err := fmt.Fprintf(w, "==== %s %s (%s)\n\n%s\n\n", m.Path, m.Version, l.File, strings.TrimSpace(l.Text)); err != nil {
				return err
			}
		}
	}
	return nil
}
