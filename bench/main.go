// Command bench measures the house beside the floor it stands on, in one run,
// and writes {name, value, unit, floor, ratio} per figure. The floor is the same
// records put into one plain SQLite, 500 a transaction, synced to the disk.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
)

// figure is one measured number.
type figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Floor float64 `json:"floor,omitempty"`
	Ratio float64 `json:"ratio,omitempty"`
}

func main() {
	out := flag.String("o", "build/bench.json", "where to write the figures")
	app := flag.String("app", "build/fieldapp", "the desktop app, for the cold start")
	flag.Parse()
	if err := run(context.Background(), *out, *app); err != nil {
		log.Fatalf("bench: %v", err)
	}
}

func run(ctx context.Context, out, app string) error {
	dir, err := os.MkdirTemp("", "thamho-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var all []figure
	for _, measure := range []func(context.Context, string) ([]figure, error){exchange, delta, search} {
		figures, err := measure(ctx, dir)
		if err != nil {
			return err
		}
		all = append(all, figures...)
	}
	if started, err := coldStart(ctx, app, dir); err != nil {
		fmt.Fprintln(os.Stderr, "bench: cold start not measured:", err)
	} else {
		all = append(all, started)
	}
	for _, f := range all {
		fmt.Printf("%-20s %10.2f %-4s floor %8.3f  ratio %6.2f\n", f.Name, f.Value, f.Unit, f.Floor, f.Ratio)
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	return os.WriteFile(out, append(text, '\n'), 0o644)
}
