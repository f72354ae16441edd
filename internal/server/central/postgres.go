package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// postgres is a database of a PostgreSQL server of version 15 or newer. Many
// transactions write at the same time, each sees what others committed before
// each of its statements (READ COMMITTED) and locks what it will change.
type postgres struct {
	config *pgx.ConnConfig
	log    *slog.Logger
}

const (
	pgOldest  = 150000 // as server_version_num tells it
	pgWriters = 16     // at once; more would only wait for each other
)

// What PostgreSQL alone is asked.
const (
	pgState = `SELECT current_setting('server_version_num')::bigint, current_setting('server_encoding'),
		current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'`
	// A commit is on the disk when it is acknowledged, whatever the server's default.
	pgDurable    = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`
	pgMigrating  = `SELECT pg_advisory_lock(hashtextextended('thamho ' || current_schema(), 0))`
	pgMigrated   = `SELECT pg_advisory_unlock(hashtextextended('thamho ' || current_schema(), 0))`
	pgSerialize  = "40001"
	pgDeadlocked = "40P01"
	pgThere      = "23505" // another transaction inserted the same key meanwhile
)

// What whoever runs the server is told of an address; it never crosses the wire.
var (
	errAddress = errors.New("địa chỉ PostgreSQL phải có dạng postgres://người_dùng@máy/tên · not an address of a PostgreSQL database")
	errPlain   = errors.New("ngoài máy này đường nối tới PostgreSQL phải được mã hoá: thêm ?sslmode=verify-full · beyond this machine the line must be encrypted")
	errConnect = errors.New("không nối được PostgreSQL; xem lại địa chỉ và máy chủ PostgreSQL · can't reach PostgreSQL")
	errUnfit   = errors.New("cần PostgreSQL 15 trở lên với bảng mã UTF8 (CREATE DATABASE … ENCODING 'UTF8') · PostgreSQL 15 or newer with UTF8 is needed")
)

// newPostgres reads an address. Beyond this machine the line must be encrypted.
func newPostgres(address string, log *slog.Logger) (postgres, error) {
	if !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
		return postgres{}, errAddress
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return postgres{}, fmt.Errorf("%w: %w", errAddress, err) // pgx leaves the password out
	}
	plain := config.TLSConfig == nil && !nearby(config.Host)
	for _, f := range config.Fallbacks {
		plain = plain || f.TLSConfig == nil && !nearby(f.Host)
	}
	if plain {
		return postgres{}, errPlain
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "provserver"
	}
	return postgres{config, log}, nil
}

// nearby tells whether a host is this machine: a socket's folder or loopback.
func nearby(host string) bool {
	ip := net.ParseIP(host)
	return strings.HasPrefix(host, "/") || host == "localhost" || ip != nil && ip.IsLoopback()
}

func (postgres) name() string { return "postgresql" }

func (p postgres) open(ctx context.Context) (write, read *sql.DB, err error) {
	write = stdlib.OpenDB(*p.config, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, pgDurable)
		return err
	}))
	write.SetMaxOpenConns(pgWriters)
	write.SetMaxIdleConns(pgWriters)
	if err := p.check(ctx, write); err != nil {
		return write, nil, err
	}
	only := p.config.Copy()
	only.RuntimeParams["default_transaction_read_only"] = "on"
	read = stdlib.OpenDB(*only)
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return write, read, nil
}

// check refuses a server that is too old or stores other letters than ours, and
// warns of one that may lose what it acknowledged.
func (p postgres) check(ctx context.Context, db *sql.DB) error {
	var version int64
	var encoding string
	var durable bool
	if err := db.QueryRowContext(ctx, pgState).Scan(&version, &encoding, &durable); err != nil {
		return fmt.Errorf("%w: %w", errConnect, err)
	}
	if version < pgOldest || encoding != "UTF8" {
		return fmt.Errorf("%w: %d, %s", errUnfit, version/10000, encoding)
	}
	if !durable {
		p.log.Warn("the database may lose acknowledged work at a power cut: fsync or full_page_writes is off", "op", "open")
	}
	return nil
}

// migrating takes a lock of the schema for a connection of its own, so that two
// programs that start at once migrate one after the other.
func (postgres) migrating(ctx context.Context, db *sql.DB) (func() error, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, pgMigrating); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), pgMigrated)
		return errors.Join(err, conn.Close())
	}, nil
}

func (postgres) dialect() goose.Dialect { return goose.DialectPostgres }

var (
	blobType = regexp.MustCompile(`\bBLOB\b`)
	textType = regexp.MustCompile(`\bTEXT\b`)
)

// schema makes PostgreSQL's text of a migration: two of our three types are
// called otherwise there.
func (postgres) schema(text string) string {
	return textType.ReplaceAllString(blobType.ReplaceAllString(text, "BYTEA"), `TEXT COLLATE "C"`)
}

func (postgres) many() bool { return true }

func (postgres) locking(query string, l lock) string {
	switch l {
	case relying:
		return query + " FOR SHARE"
	case entering:
		return query + " FOR KEY SHARE"
	}
	return query + " FOR UPDATE"
}

func (postgres) again(err error) bool {
	bad, ok := errors.AsType[*pgconn.PgError](err)
	return ok && slices.Contains([]string{pgSerialize, pgDeadlocked, pgThere}, bad.Code) || errors.Is(err, errMoved)
}

func (postgres) reading() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

// writeAll sends all rows at once, as one array for each column.
func (postgres) writeAll(m *merge, b bulk, rows [][]any) (missed []int, err error) {
	query, err := b.unnested()
	if err != nil {
		return nil, err
	}
	args, err := arrays(b.typeList(), rows)
	if err != nil {
		return nil, err
	}
	written, err := collect(m.ctx, m.tx, func(scan scanFunc) (key [2]string, err error) { return key, scan(&key[0], &key[1]) }, query, args...)
	if err != nil || len(written) == len(rows) {
		return nil, err
	}
	there := make(map[[2]string]bool, len(written))
	for _, key := range written {
		there[key] = true
	}
	for i, row := range rows {
		if !there[[2]string{row[0].(string), row[1].(string)}] {
			missed = append(missed, i)
		}
	}
	return missed, nil
}

// arrays turns rows into columns.
func arrays(types []string, rows [][]any) ([]any, error) {
	out := make([]any, len(types))
	for i, t := range types {
		var err error
		switch t {
		case "text":
			out[i], err = array[string](rows, i)
		case "bigint":
			out[i], err = array[int64](rows, i)
		default:
			out[i], err = array[[]byte](rows, i)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// array is one column of rows; nil stands for NULL.
func array[T any](rows [][]any, i int) ([]*T, error) {
	out := make([]*T, len(rows))
	for n, row := range rows {
		v, err := column(row[i])
		if err != nil {
			return nil, err
		}
		if v == nil {
			continue
		}
		t, ok := v.(T)
		if !ok {
			return nil, fmt.Errorf("column %d holds %T", i+1, v)
		}
		out[n] = &t
	}
	return out, nil
}
