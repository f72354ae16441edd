package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// Salvaged says what came from where.
type Salvaged struct {
	Kept   string    // the damaged file, set aside untouched
	Rows   int       // read from the damaged file
	Copied int       // taken from the copy of a day, since the file no longer had them
	Day    time.Time // of that copy; zero when none was needed or there is none
	Own    int       // changes of this laptop that the province has not acknowledged, saved
}

// settingSalvaged tells the window, once, what a salvage did.
const settingSalvaged = "salvaged"

// Salvage makes a new store of what can still be read of a damaged one: the ledger
// first, then the records; what is missing comes from the newest copy of a day,
// own work that neither has from single pages of the damaged file, and the rest
// with the next sync, which begins anew. Search words and lists are
// made again. The damaged file is set aside before anything is written, and
// replaced only when the new one is whole; when nothing of the laptop's own can
// be read anywhere, nothing is changed and the error has the key db_damaged.
func Salvage(ctx context.Context, o Options) (out Salvaged, err error) {
	harden()
	half := o.Path + ".cuu" + halfDone
	if err := removeAll(globName(half) + "*"); err != nil {
		return out, explain("salvage", err)
	}
	if out.Kept, err = setAside(o); err != nil {
		return out, explain("set aside", err)
	}
	defer func() {
		if err != nil { // the damaged file is where it was: no second copy for each try
			err = errors.Join(err, removeAll(globName(out.Kept)), removeAll(globName(out.Kept)+"-wal"))
			out.Kept = ""
		}
	}()
	to := o
	to.Path = half
	fresh, err := Open(ctx, to)
	if err != nil {
		return out, err
	}
	if err := fresh.gather(ctx, o, &out); err != nil {
		return out, errors.Join(explain("salvage", err), fresh.Close(), removeAll(globName(half)+"*"))
	}
	if _, err := fresh.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return out, errors.Join(explain("salvage", err), fresh.Close())
	}
	if err := fresh.Close(); err != nil {
		return out, explain("salvage", err)
	}
	return out, explain("salvage", vault.Replace(half, o.Path))
}

// setAside copies the damaged file and its log, byte for byte.
func setAside(o Options) (string, error) {
	kept := fmt.Sprintf("%s.hong-%s", o.Path, o.Now().Format("20060102-150405"))
	for _, end := range []string{"", "-wal"} {
		if err := copyBytes(o.Path+end, kept+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return kept, nil
}

func copyBytes(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// ledgerTables are what can't be had again, then what can: the order in which a
// failing disk is asked. What is made from records, and how far the laptop has
// read the server's order, is not taken over.
var ledgerTables = []string{"meta", "grant_", "scope", "stream", "line", "waiting", "block", "draft", "photo", "photo_part", "spool", "redacted", "import", "import_row", "record"}

// gather fills a fresh store from the damaged one and the newest good copy.
func (s *Store) gather(ctx context.Context, damaged Options, out *Salvaged) error {
	if _, err := s.write.ExecContext(ctx, `DELETE FROM meta`); err != nil { // the fresh store's own
		return err
	}
	rows, err := s.takeFrom(ctx, damaged, "")
	out.Rows = rows
	if err != nil {
		return err
	}
	days, err := dailyCopies(damaged.Path)
	if err != nil {
		return err
	}
	for i := len(days) - 1; i >= 0 && out.Copied == 0; i-- {
		day := damaged
		day.Path = days[i]
		// Own lines and what waits are not taken from a copy: they may have gone out
		// since, and their numbers would be used twice.
		copied, err := s.takeFrom(ctx, day, "line waiting spool")
		if err != nil {
			return err
		}
		if copied > 0 {
			out.Copied = copied
			out.Day, _ = time.ParseInLocation(time.DateOnly, strings.TrimPrefix(filepath.Ext(days[i]), dayMark), time.Local)
		}
	}
	loose, err := s.takeLoose(ctx, damaged.Vault, out.Kept)
	out.Rows += loose
	if err != nil {
		return err
	}
	if _, err := s.Identity(ctx); err != nil {
		return &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: fmt.Errorf("nothing of this laptop can be read: %w", err)}
	}
	if err := s.relearn(ctx); err != nil {
		return err
	}
	if err := s.awaitOwn(ctx); err != nil {
		return err
	}
	if err := s.Reincarnate(ctx); err != nil {
		return err
	}
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM waiting`).Scan(&out.Own); err != nil {
		return err
	}
	return s.SetSetting(ctx, settingSalvaged, fmt.Sprintf("%d %d %s", out.Rows, out.Copied, out.Day.Format(time.DateOnly)))
}

// TakeSalvaged returns, once, what a salvage did before the store was opened.
func (s *Store) TakeSalvaged(ctx context.Context) (rows, copied int, day string, err error) {
	said, err := s.Setting(ctx, settingSalvaged)
	if err != nil || said == "" {
		return 0, 0, "", err
	}
	if _, err := fmt.Sscan(said, &rows, &copied, &day); err != nil {
		return 0, 0, "", fmt.Errorf("read salvage: %w", err)
	}
	return rows, copied, day, s.SetSetting(ctx, settingSalvaged, "")
}
