package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/update"
)

// release signs a folder of programs with the province's root key, on the
// machine where that key lies.
func release(_ context.Context, args []string, out io.Writer, _ *slog.Logger) error {
	var rootKey, dir, name string
	var days int
	flags := flag.NewFlagSet("provserver release", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&rootKey, "root", "", "tệp khoá gốc của tỉnh, cất ngoài mạng · the province's root key, kept offline")
	flags.StringVar(&dir, "dir", "", "thư mục chứa HỆ-KIẾN_TRÚC-TÊN, ví dụ linux-amd64-fieldapp · folder with OS-ARCH-NAME files")
	flags.StringVar(&name, "version", "", "v1.2.3")
	flags.IntVar(&days, "days", 180, "số ngày bản này còn được nhận · days for which it is taken")
	if err := parse(flags, args); err != nil {
		return err
	}
	if rootKey == "" || dir == "" {
		return errors.New("cần --root, --dir và --version · all three are needed")
	}
	if _, err := os.Stat(rootKey); err != nil {
		return fmt.Errorf("read root key: %w", err) // never made here
	}
	root, err := loadKey(rootKey)
	if err != nil {
		return err
	}
	now := time.Now()
	m := update.Manifest{Serial: now.Unix(), Version: name, Made: now.UnixMilli(), Expires: now.AddDate(0, 0, days).UnixMilli()}
	if m.Files, err = filesOf(dir); err != nil {
		return err
	}
	text, err := update.Sign(root, m)
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, update.ManifestFile), text); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Đã ký %s, %d tệp · signed\n", m.Version, len(m.Files))
	return err
}

// filesOf reads what is in a folder; a name says for which system a file is.
func filesOf(dir string) (out []update.File, err error) {
	names, err := filepath.Glob(filepath.Join(dir, "*-*-*"))
	if err != nil {
		return nil, err
	}
	for _, file := range names {
		f, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("read release: %w", err)
		}
		sum := sha256.New()
		n, err := io.Copy(sum, f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("read release: %w", err)
		}
		parts := strings.SplitN(filepath.Base(file), "-", 3)
		out = append(out, update.File{Name: filepath.Base(file), OS: parts[0], Arch: parts[1], Size: n, SHA256: ledger.Hash(sum.Sum(nil))})
	}
	return out, nil
}
