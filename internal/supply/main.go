// Command supply says what the programs are made of: a bill of materials in
// CycloneDX form, and the licences of everything that is linked in. It reads
// the module graph of this tree and the module cache; it asks nobody.
//
//	supply sbom -o build/sbom.cdx.json
//	supply licences -o build/THIRD-PARTY-LICENCES.txt
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// programs are what is shipped.
var programs = []string{"./cmd/fieldapp", "./cmd/provserver"}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "supply:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("usage: supply sbom|licences -o FILE")
	}
	makers := map[string]func(io.Writer, []module) error{"sbom": writeSBOM, "licences": writeLicences}
	write, ok := makers[args[0]]
	if !ok {
		return fmt.Errorf("no command %q", args[0])
	}
	var target string
	flags := flag.NewFlagSet("supply "+args[0], flag.ContinueOnError)
	flags.StringVar(&target, "o", "", "the file to write")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	all, err := linked(programs...)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := write(&out, all); err != nil {
		return err
	}
	if target == "" {
		_, err = os.Stdout.Write(out.Bytes())
		return err
	}
	return os.WriteFile(target, out.Bytes(), 0o644)
}
