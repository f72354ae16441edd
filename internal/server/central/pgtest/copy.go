package pgtest

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Copy keeps the tables of a schema as they are in a schema beside it, which it
// names. Nobody may be writing.
func Copy(ctx context.Context, address, name string) error {
	return eachTable(ctx, address, func(conn *pgx.Conn, table string) error {
		_, err := conn.Exec(ctx, fmt.Sprintf("CREATE TABLE %s.%s AS TABLE %[2]s", pgx.Identifier{name}.Sanitize(), table))
		return err
	}, "CREATE SCHEMA "+pgx.Identifier{name}.Sanitize())
}

// PutBack makes the tables as they were when they were copied.
func PutBack(ctx context.Context, address, name string) error {
	return eachTable(ctx, address, func(conn *pgx.Conn, table string) error {
		_, err := conn.Exec(ctx, fmt.Sprintf("TRUNCATE %s; INSERT INTO %[1]s SELECT * FROM %s.%[1]s", table, pgx.Identifier{name}.Sanitize()))
		return err
	}, "")
}

func eachTable(ctx context.Context, address string, do func(conn *pgx.Conn, table string) error, first string) (err error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	if _, err := conn.Exec(ctx, first); err != nil {
		return err
	}
	rows, err := conn.Query(ctx, `SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()`)
	if err != nil {
		return err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := do(conn, table); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	return nil
}
