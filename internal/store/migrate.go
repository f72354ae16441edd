package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"thamho.vn/internal/registry"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the file to this program's schema, after a dated copy of it.
func (s *Store) migrate(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, s.write, dir, goose.WithAllowOutofOrder(true))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if have > want {
		return &registry.Error{Code: registry.StaleApp, Key: "db_newer", Err: fmt.Errorf("schema %d, program knows %d", have, want)}
	}
	if pending, err := provider.HasPending(ctx); err != nil || !pending {
		return err
	}
	if have > 0 {
		if err := check(ctx, s.write); err != nil { // before anything is built on it
			return err
		}
		if err := s.copyBefore(ctx, have); err != nil {
			return err
		}
	}
	_, err = provider.Up(ctx)
	return err
}

// copyBefore writes a consistent copy beside the file.
func (s *Store) copyBefore(ctx context.Context, version int64) error {
	name := fmt.Sprintf("%s.v%d-%s", s.Path, version, s.Now().Format("20060102-150405"))
	if err := s.copyTo(ctx, name); err != nil {
		return fmt.Errorf("copy before migration: %w", err)
	}
	return nil
}
