package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
)

// module is a module of which a program links something in.
type module struct {
	Path, Version, Sum, Dir string
}

// linked returns the modules that packages need, by path. The house itself is
// none of them.
func linked(packages ...string) ([]module, error) {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-json=Module"}, packages...)...)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, problems.Bytes())
	}
	byPath := map[string]module{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Module *struct {
				Path, Version, Dir, Sum string
				Main                    bool
				Replace                 *struct{ Path, Version, Dir, Sum string }
			}
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		switch m := p.Module; {
		case m == nil || m.Main:
		case m.Replace != nil:
			byPath[m.Path] = module{m.Replace.Path, m.Replace.Version, m.Replace.Sum, m.Replace.Dir}
		default:
			byPath[m.Path] = module{m.Path, m.Version, m.Sum, m.Dir}
		}
	}
	all := make([]module, 0, len(byPath))
	for _, m := range byPath {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return all, nil
}
