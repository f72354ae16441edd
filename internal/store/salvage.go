package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
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
// and the rest with the next sync, which begins anew. Search words and lists are
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
	if _, err := s.Identity(ctx); err != nil {
		return &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: fmt.Errorf("nothing of this laptop can be read: %w", err)}
	}
	if err := s.relearn(ctx); err != nil {
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

// takeFrom copies what can be read of a file into this store; a row that is here
// already stays. It returns how many rows came.
func (s *Store) takeFrom(ctx context.Context, from Options, but string) (n int, err error) {
	src, err := sql.Open("sqlite", from.dsn(true))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	src.SetMaxOpenConns(1)
	for _, table := range ledgerTables {
		if strings.Contains(but, table) && table != "" {
			continue
		}
		taken, err := s.takeTable(ctx, src, table)
		n += taken
		if err != nil {
			return n, fmt.Errorf("table %s: %w", table, err)
		}
	}
	return n, nil
}

// takeTable copies the rows of a table that can be read.
func (s *Store) takeTable(ctx context.Context, src *sql.DB, table string) (n int, err error) {
	columns, keyed, err := s.columnsOf(ctx, table)
	if err != nil {
		return 0, err
	}
	list, marks := strings.Join(columns, ", "), make([]string, len(columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	insert := `INSERT OR IGNORE INTO ` + table + ` (` + list + `) VALUES (` + strings.Join(marks, ", ") + `)`
	err = s.update(ctx, func(tx *sql.Tx) error {
		put := func(values []any) error {
			res, err := tx.ExecContext(ctx, insert, values...)
			if err != nil {
				return err
			}
			added, err := res.RowsAffected()
			n += int(added)
			return err
		}
		return scrape(ctx, src, table, list, len(columns), keyed, put)
	})
	return n, err
}

// columnsOf names the columns of a table of this program, and tells whether its
// rows have numbers to be asked for one by one. The key of a table that has its
// own stays behind: numbers are given anew, so that rows of two files don't take
// each other's place. Only the parts of a picture name it by its number.
func (s *Store) columnsOf(ctx context.Context, table string) (columns []string, keyed bool, err error) {
	rows, err := s.write.QueryContext(ctx, `SELECT name FROM pragma_table_info($1) WHERE NOT (pk = 1 AND type = 'INTEGER') OR $1 = 'photo' ORDER BY cid`, table)
	columns, err = collect(rows, err, "columns", func(scan scanFunc) (name string, err error) { return `"` + name + `"`, scan(&name) })
	if err != nil {
		return nil, false, err
	}
	var without int
	err = s.write.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = $1 AND sql LIKE '%WITHOUT ROWID%'`, table).Scan(&without)
	return columns, without == 0, err
}

// patienceRows is how many numbers without a row are asked for behind the last
// one that is known, where the end of a table can't be read.
const patienceRows = 1000

// scrape reads a table in the order of its rows; where a page can't be read it
// goes on behind it, number by number.
func scrape(ctx context.Context, src *sql.DB, table, list string, width int, keyed bool, put func([]any) error) error {
	ctx = context.WithoutCancel(ctx) // a statement that could be cancelled costs a goroutine
	if !keyed {
		_, err := each(ctx, src, `SELECT 0, `+list+` FROM `+table, width, put)
		return ours(err)
	}
	probe, err := src.PrepareContext(ctx, `SELECT rowid, `+list+` FROM `+table+` WHERE rowid = $1`)
	if err != nil {
		return nil // of the table nothing can be read, not even what it is
	}
	defer probe.Close()
	end := int64(0)
	_ = src.QueryRowContext(ctx, `SELECT coalesce(max(rowid), 0) FROM `+table).Scan(&end) // 0 where it can't be read
	for last := int64(0); ; {
		at, err := each(ctx, src, `SELECT rowid, `+list+` FROM `+table+` WHERE rowid > $1 ORDER BY rowid`, width, put, last)
		last = max(last, at)
		if err == nil || ours(err) != nil {
			return ours(err)
		}
		next, err := behind(ctx, probe, last, max(end, last+patienceRows), width, put)
		if err != nil || next == 0 {
			return err
		}
		last = next
	}
}

// behind hands out the next row that can be read by its number, and returns that
// number; 0 when there is none until end.
func behind(ctx context.Context, probe *sql.Stmt, last, end int64, width int, put func([]any) error) (int64, error) {
	for n := last + 1; n <= end; n++ {
		rows, err := probe.QueryContext(ctx, n)
		if err != nil {
			continue
		}
		at, err := hand(rows, width, put)
		if ours(err) != nil {
			return 0, ours(err)
		}
		if err == nil && at > 0 {
			return at, nil
		}
	}
	return 0, nil
}

// putError is one of the store that is written: it ends a salvage.
type putError struct{ error }

// ours lets only those errors pass that are not the damaged file's.
func ours(err error) error {
	if e, ok := errors.AsType[putError](err); ok {
		return e.error
	}
	return nil
}

// each hands out the rows of a query until the first that can't be read, and
// returns the number of the last.
func each(ctx context.Context, src *sql.DB, query string, width int, put func([]any) error, args ...any) (last int64, err error) {
	rows, err := src.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return hand(rows, width, put)
}

func hand(rows *sql.Rows, width int, put func([]any) error) (last int64, err error) {
	defer rows.Close()
	values, into := make([]any, width), make([]any, width+1)
	into[0] = &last
	for i := range values {
		into[i+1] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return last, err
		}
		if err := put(values); err != nil {
			return last, putError{err}
		}
	}
	return last, rows.Err()
}

// relearn makes the records anew from what was saved: own changes are merged
// again, which changes nothing where they were; every row, summary and search
// word is made from its record. Blocks of others wait to be merged when the next
// sync brings them.
func (s *Store) relearn(ctx context.Context) error {
	if err := s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE block SET unmerged = 1, seq = NULL WHERE mine = 0`)
		return err
	}); err != nil {
		return err
	}
	scopes, err := s.Scopes(ctx)
	if err != nil {
		return err
	}
	for _, sc := range scopes {
		if err := s.relearnScope(ctx, sc.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) relearnScope(ctx context.Context, scope uuid.UUID) error {
	for after, more := int64(0), true; more; {
		err := s.update(ctx, func(tx *sql.Tx) (err error) {
			after, more, err = s.showSome(ctx, tx, scope, after)
			return err
		})
		if err != nil {
			return fmt.Errorf("show records: %w", err)
		}
	}
	return s.update(ctx, func(tx *sql.Tx) error {
		right, err := rightIn(ctx, tx, scope)
		if registry.CodeOf(err) == registry.Denied {
			return nil // a scope that is only read has no own changes
		}
		if err != nil {
			return err
		}
		b := s.newBatch(ctx, tx, scope)
		if err := s.mergeOwn(ctx, b, right.rank); err != nil {
			return err
		}
		return b.finish()
	})
}

// showSome shows the next records of a scope as if they had just been merged.
func (s *Store) showSome(ctx context.Context, tx *sql.Tx, scope uuid.UUID, after int64) (last int64, more bool, err error) {
	type at struct {
		key  int64
		id   uuid.UUID
		kind string
	}
	rows, err := tx.QueryContext(ctx, `SELECT key, id, kind FROM record WHERE scope = $1 AND key > $2 ORDER BY key LIMIT $3`, scope[:], after, rebuildBatch)
	all, err := collect(rows, err, "read records", func(scan scanFunc) (a at, err error) { return a, scan(&a.key, bin(&a.id), &a.kind) })
	if err != nil {
		return after, false, err
	}
	b := s.newBatch(ctx, tx, scope)
	for _, a := range all {
		rec, err := b.load(a.kind, a.id)
		if err != nil {
			return after, false, err
		}
		rec.dirty = true
		after = a.key
	}
	return after, len(all) == rebuildBatch, b.finish()
}

// mergeOwn merges own changes again: sealed ones, and those that are not.
func (s *Store) mergeOwn(ctx context.Context, b *batch, rank ledger.Rank) error {
	type own struct {
		stream uuid.UUID
		bytes  []byte
		sealed bool
	}
	rows, err := b.tx.QueryContext(ctx, `SELECT stream, bytes, 1 FROM block WHERE scope = $1 AND mine = 1
		UNION ALL SELECT line.stream, line.bytes, 0 FROM line JOIN stream ON stream.id = line.stream WHERE stream.scope = $1`, b.scope[:])
	all, err := collect(rows, err, "read own changes", func(scan scanFunc) (o own, err error) {
		return o, scan(bin(&o.stream), &o.bytes, &o.sealed)
	})
	if err != nil {
		return err
	}
	for _, o := range all {
		lines, err := linesOf(o.bytes, o.sealed)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if err := b.apply(line, o.stream, rank); err != nil {
				return err
			}
		}
	}
	return nil
}

func linesOf(raw []byte, sealed bool) ([]ledger.Line, error) {
	if !sealed {
		line, err := ledger.ParseLine(raw)
		return []ledger.Line{line}, err
	}
	block, err := ledger.ParseBlock(raw)
	if err != nil {
		return nil, err
	}
	return block.Lines()
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
