package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/server/central"
)

// place is where a province's data are: the keys and the file of revocations in
// a folder, the records in a file beside them or in PostgreSQL.
type place struct {
	data     string
	database string
}

// flags adds the place's flags to those of a command.
func (p *place) flags(fs *flag.FlagSet) {
	fs.StringVar(&p.data, "data", "provserver-data", "thư mục dữ liệu · data folder")
	fs.StringVar(&p.database, "database", "", "postgres://… nếu dữ liệu ở PostgreSQL; khoá vẫn ở thư mục dữ liệu. Nên đặt trong THAMHO_DATABASE để mật khẩu không hiện ra · "+
		"when the records are in PostgreSQL; keys stay in the data folder. Better in THAMHO_DATABASE, where nobody sees the password")
}

// open opens the database with the keys of the folder.
func (p place) open(ctx context.Context, log *slog.Logger) (*central.Central, error) {
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	keys, err := loadKeys(p.data)
	if err != nil {
		return nil, err
	}
	return central.Open(ctx, central.Options{
		Database: p.database, Path: filepath.Join(p.data, "central.db"), Revoked: filepath.Join(p.data, revokedFile),
		Keys: keys, Now: time.Now, Rand: rand.Reader, Log: log,
		NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) },
	})
}

// migrate brings the database to this program's schema and stops: before the
// first start of a new version, by who runs several servers.
func migrate(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error {
	var p place
	fs := flag.NewFlagSet("provserver migrate", flag.ContinueOnError)
	fs.SetOutput(out)
	p.flags(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	c, err := p.open(ctx, log)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Dữ liệu (%s) đã đúng bản này · the database is of this version\n", c.Engine())
	return errors.Join(err, c.Close())
}

// newEpoch tells a database that was restored by its own tools that it was: the
// laptops then bring back what it lacks.
func newEpoch(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error {
	var p place
	var sure bool
	fs := flag.NewFlagSet("provserver epoch", flag.ContinueOnError)
	fs.SetOutput(out)
	p.flags(fs)
	fs.BoolVar(&sure, "restored", false, "xác nhận dữ liệu vừa được phục hồi từ bản sao lưu và máy chủ đang dừng · the database was restored and no server runs on it")
	if err := parse(fs, args); err != nil {
		return err
	}
	if !sure {
		return errors.New("chỉ dùng sau khi phục hồi dữ liệu: thêm --restored · only after a restore: add --restored")
	}
	c, err := p.open(ctx, log)
	if err != nil {
		return err
	}
	if err := errors.Join(c.NewLife(ctx), c.Close(), writeFile(filepath.Join(p.data, restoredFile), nil)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Đã bắt đầu một đời dữ liệu mới. Trước khi chạy, %s phải là tệp %s mới nhất · "+
		"a new epoch has begun; before serving, put the newest %[2]s there\n", p.data, revokedFile)
	return err
}
