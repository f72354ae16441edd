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
	list := flag.String("import", "", "measure the import of this list into -store, print it, and end")
	laptop := flag.String("store", "", "the store of -import")
	only := flag.String("only", "", "measure only exchange, delta, search, import, burst, province, vault or start")
	serve := flag.Bool("serve", false, "be the server of the burst")
	flag.Parse()
	if *serve {
		log.Fatal(serveBurst(context.Background()))
	}
	if *list != "" {
		m, err := measureImport(context.Background(), *list, *laptop)
		if err == nil {
			err = json.NewEncoder(os.Stdout).Encode(m)
		}
		if err != nil {
			log.Fatalf("bench: %v", err)
		}
		return
	}
	if err := run(context.Background(), *out, *app, *only); err != nil {
		log.Fatalf("bench: %v", err)
	}
}

func run(ctx context.Context, out, app, only string) error {
	dir, err := os.MkdirTemp("", "thamho-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var all []figure
	for _, m := range measures {
		if only != "" && only != m.name {
			continue
		}
		figures, err := m.take(ctx, dir)
		if err != nil {
			return err
		}
		all = append(all, figures...)
	}
	if only != "" && only != "start" {
		return report(all, out)
	}
	if started, err := coldStart(ctx, app, dir); err != nil {
		fmt.Fprintln(os.Stderr, "bench: cold start not measured:", err)
	} else {
		all = append(all, started)
	}
	return report(all, out)
}

// measures are what is taken, in this order; the cold start comes last.
var measures = []struct {
	name string
	take func(context.Context, string) ([]figure, error)
}{{"exchange", exchange}, {"delta", delta}, {"search", search}, {"import", importList}, {"burst", burst}, {"province", provincePush}, {"vault", sealing}}

func report(all []figure, out string) error {
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
