package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"thamho.vn/internal/store"
	"thamho.vn/internal/update"
)

// The highest release that this laptop took: no older one is taken again.
const (
	settingSerial  = "update.serial"
	settingVersion = "update.version"
)

// takeUpdate is «fieldapp update FOLDER»: checks a release, on a stick or
// wherever it came, and puts the program for this system into the data folder.
func takeUpdate(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := newFlags("update", "Bản mới của tỉnh, từ USB cũng được.\nThe province's new version, from a stick too.\n\nCách dùng · usage:\n  fieldapp update THU_MUC", out)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return errors.New("cần thư mục của bản mới · the folder of the release is needed")
	}
	p, err := openHeadless(ctx, flags, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Lock()) }()
	path, m, err := takeRelease(ctx, p.Store(), flags.Arg(0), *flags.data)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Bản %s đúng của tỉnh, đã chép vào %s. Đóng ứng dụng rồi mở bản này.\nVersion %[1]s is the province's; close the app and start %[2]s.\n", m.Version, path)
	return err
}

func takeRelease(ctx context.Context, st *store.Store, from, data string) (string, update.Manifest, error) {
	id, err := st.Identity(ctx)
	if err != nil {
		return "", update.Manifest{}, err
	}
	seen, floor, err := seenUpdate(ctx, st)
	if err != nil {
		return "", update.Manifest{}, err
	}
	text, err := readSome(filepath.Join(from, update.ManifestFile), update.MaxManifest)
	if err != nil {
		return "", update.Manifest{}, err
	}
	m, file, err := update.Check(id.Root, text, seen, floor, runtime.GOOS, runtime.GOARCH)
	if err != nil {
		return "", m, err
	}
	source, err := os.Open(filepath.Join(from, file.Name))
	if err != nil {
		return "", m, fmt.Errorf("open update: %w", err)
	}
	defer source.Close()
	path, err := update.Take(file, source, data)
	if err != nil {
		return "", m, err
	}
	return path, m, errors.Join(
		st.SetSetting(ctx, settingSerial, strconv.FormatInt(m.Serial, 10)), st.SetSetting(ctx, settingVersion, m.Version))
}

// seenUpdate is the newest that was here, this program included, and a moment
// that is not after now.
func seenUpdate(ctx context.Context, st *store.Store) (update.Seen, time.Time, error) {
	serial, err := st.Setting(ctx, settingSerial)
	if err != nil {
		return update.Seen{}, time.Time{}, err
	}
	taken, err := st.Setting(ctx, settingVersion)
	if err != nil {
		return update.Seen{}, time.Time{}, err
	}
	heard, err := st.Heard(ctx)
	if err != nil {
		return update.Seen{}, time.Time{}, err
	}
	n, _ := strconv.ParseInt(serial, 10, 64) // never set: 0
	if b := built(); b.After(heard) {
		heard = b
	}
	return update.Seen{Serial: n, Version: update.Newer(taken, version)}, heard, nil
}

func readSome(file string, limit int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("open release: %w", err)
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit+1))
}
