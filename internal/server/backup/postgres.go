package backup

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"

	"filippo.io/age"
)

// Dump is the name of a PostgreSQL database in a backup and, until it is loaded,
// in a data folder.
const Dump = "central.pgdump"

// WriteDump writes a backup of a PostgreSQL database, by its own pg_dump, with
// the keys of the data folder dir. The dump is read from end to end before a
// byte of the backup is written.
func WriteDump(ctx context.Context, w io.Writer, dir, address string, to age.Recipient) error {
	return pack(w, dir, Dump, to, func(copied string) error {
		if err := tool(ctx, address, "pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--file", copied); err != nil {
			return err
		}
		return tool(ctx, "", "pg_restore", "--file", os.DevNull, copied)
	})
}

// Load fills an empty PostgreSQL database from a dump, all of it or nothing.
func Load(ctx context.Context, address, dump string) error {
	return tool(ctx, address, "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", dump)
}

// tool runs a program of PostgreSQL on a database. The password goes by the
// environment: arguments are seen by everybody on the machine.
func tool(ctx context.Context, address, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name)
	if address != "" {
		at, err := url.Parse(address)
		if err != nil {
			return fmt.Errorf("%s: the address can't be read", name)
		}
		if password, ok := at.User.Password(); ok {
			at.User = url.User(at.User.Username())
			cmd.Env = append(os.Environ(), "PGPASSWORD="+password)
		}
		args = append([]string{"--dbname", at.String()}, args...)
	}
	cmd.Args = append(cmd.Args, args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}
