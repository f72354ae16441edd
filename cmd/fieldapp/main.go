// Command fieldapp is Thăm Hộ, the desktop app of the hamlet working groups.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"time"
)

// version is set when the program is built.
var version = "dev"

func main() {
	began := time.Now()
	if len(os.Args) > 1 {
		if act, ok := headless[os.Args[1]]; ok {
			os.Exit(act(os.Args[2:], os.Stdout, os.Stderr))
		}
	}
	o, err := parseFlags(os.Args[1:], os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err == nil && o.version:
		fmt.Println(version)
		return
	case err == nil:
		err = run(o, began)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "fieldapp:", err)
		os.Exit(1)
	}
}
