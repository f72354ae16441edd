package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"thamho.vn/internal/server/backup"
	"thamho.vn/internal/server/central"
)

// makeBackup writes an encrypted backup of a data folder, also while the server
// runs.
func makeBackup(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error {
	var p place
	var file, recipient string
	flags := flag.NewFlagSet("provserver backup", flag.ContinueOnError)
	flags.SetOutput(out)
	p.flags(flags)
	flags.StringVar(&file, "o", "", "tệp sao lưu · the file to write")
	flags.StringVar(&recipient, "recipient", "", "khoá công khai age1… của tỉnh; khoá mở cất ngoài máy · the province's age recipient")
	if err := parse(flags, args); err != nil {
		return err
	}
	to, err := age.ParseX25519Recipient(recipient)
	if err != nil || file == "" {
		return errors.Join(errors.New("cần -o và --recipient age1… (tạo bằng age-keygen) · both are needed"), err)
	}
	if _, err := os.Stat(filepath.Join(p.data, serverFile)); err != nil {
		return fmt.Errorf("%s không phải thư mục dữ liệu của máy chủ · not a data folder: %w", p.data, err)
	}
	c, err := p.open(ctx, log)
	if err != nil {
		return err
	}
	held, size, err := writeBackup(ctx, c, p, file, to)
	if err == nil {
		err = c.BackedUp(ctx, held)
	}
	if err := errors.Join(err, c.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Đã sao lưu · backed up: %s, %d bytes\n", file, size)
	return err
}

// writeBackup writes the file beside, syncs it, reads it back and only then
// gives it its name: what the disk did not keep is no backup.
func writeBackup(ctx context.Context, c *central.Central, p place, file string, to age.Recipient) (held central.Ends, size int64, err error) {
	tmp, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return held, 0, fmt.Errorf("write backup: %w", err)
	}
	written := sha256.New()
	if out := io.MultiWriter(tmp, written); p.database == "" {
		held, err = backup.Write(ctx, out, p.data, to)
	} else if held, err = c.Ends(ctx); err == nil { // the dump begins later and holds at least that
		err = backup.WriteDump(ctx, out, p.data, p.database, to)
	}
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		size, err = readBack(tmp.Name(), written.Sum(nil))
	}
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return held, 0, errors.Join(fmt.Errorf("backup: %w", err), os.Remove(tmp.Name()))
	}
	return held, size, nil
}

// readBack reads a file and compares it with what was written.
func readBack(path string, want []byte) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	read := sha256.New()
	n, err := io.Copy(read, f)
	if err == nil && !bytes.Equal(read.Sum(nil), want) {
		err = errors.New("the disk does not give back what was written")
	}
	return n, err
}

// restoredFile marks a folder that was made from a backup, until it is known
// which laptops were revoked since; revokedFile says which.
const (
	restoredFile = "restored"
	revokedFile  = "revoked.txt"
)

// checkRestored keeps a restored folder from being served before the file of
// revocations is there, or somebody confirmed that there are none.
func checkRestored(data string, confirmed bool) error {
	mark := filepath.Join(data, restoredFile)
	if _, err := os.Stat(mark); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(data, revokedFile)); err != nil && !confirmed {
		return fmt.Errorf("dữ liệu vừa phục hồi: chép %s của máy cũ vào %s, hoặc thêm --no-revocations nếu chưa thu hồi máy nào · "+
			"restored data: copy %[1]s of the old machine into %[2]s, or add --no-revocations when no laptop was ever revoked", revokedFile, data)
	}
	return os.Remove(mark)
}

// restore makes a data folder from a backup and begins a new epoch, so that the
// laptops bring back what was written since.
func restore(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error {
	var p place
	var file, identity string
	var older bool
	flags := flag.NewFlagSet("provserver restore", flag.ContinueOnError)
	flags.SetOutput(out)
	p.flags(flags)
	flags.StringVar(&file, "i", "", "tệp sao lưu · the backup")
	flags.StringVar(&identity, "identity", "", "tệp khoá mở (AGE-SECRET-KEY…) · file of the age identity")
	flags.BoolVar(&older, "older", false, "dùng bản này dù có hai bản mới hơn nằm cạnh · though two newer ones lie beside it")
	if err := parse(flags, args); err != nil {
		return err
	}
	if newer, err := newerBeside(file); len(newer) > 1 && !older {
		return fmt.Errorf("cạnh %s có bản mới hơn: %s. Máy trạm chỉ giữ lại những gì hai bản mới nhất chưa có: dùng bản mới nhất, hoặc thêm --older nếu các bản ấy hỏng · "+
			"newer backups lie beside it; laptops keep only what the last two lack: use the newest, or add --older when those are damaged",
			file, strings.Join(newer, ", "))
	} else if err != nil {
		return err
	}
	keys, err := os.Open(identity)
	if err != nil {
		return fmt.Errorf("cần -i và --identity · both are needed: %w", err)
	}
	with, err := age.ParseIdentities(keys)
	if err = errors.Join(err, keys.Close()); err != nil {
		return fmt.Errorf("%s: không phải tệp khoá age · not an age identity: %w", identity, err)
	}
	from, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("open backup: %w", err)
	}
	defer from.Close()
	if err := backup.Read(from, p.data, with...); err != nil {
		if errors.Is(err, backup.ErrNotEmpty) {
			return fmt.Errorf("%s đã có dữ liệu; phục hồi vào thư mục mới · already holds a database; restore into a new folder", p.data)
		}
		return fmt.Errorf("restore: %w", err)
	}
	if err := p.load(ctx); err != nil {
		return err
	}
	c, err := p.open(ctx, log)
	if err != nil {
		return err
	}
	if err = errors.Join(c.NewLife(ctx), c.Close(), writeFile(filepath.Join(p.data, restoredFile), nil)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Đã phục hồi vào %s. Chép tệp revoked.txt của máy cũ vào đây trước khi chạy: máy bị thu hồi không được tin lại.\n"+
		"Restored. Copy revoked.txt of the old machine into it before serving, so that no revoked laptop is trusted again.\n", p.data)
	return err
}

// newerBeside names the files of the same kind beside a backup that were written
// after it, the newest first.
func newerBeside(file string) ([]string, error) {
	this, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("cần -i và --identity · both are needed: %w", err)
	}
	beside, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*"+filepath.Ext(file)))
	if err != nil {
		return nil, fmt.Errorf("look beside the backup: %w", err)
	}
	written := map[string]time.Time{}
	for _, path := range beside {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.ModTime().After(this.ModTime()) {
			written[filepath.Base(path)] = info.ModTime()
		}
	}
	return slices.SortedFunc(maps.Keys(written), func(a, b string) int { return written[b].Compare(written[a]) }), nil
}

// load puts a backup of PostgreSQL, which now lies in the folder, into the
// database.
func (p place) load(ctx context.Context) error {
	dump := filepath.Join(p.data, backup.Dump)
	_, err := os.Stat(dump)
	switch {
	case errors.Is(err, fs.ErrNotExist) && p.database == "":
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("bản sao lưu này của SQLite: bỏ --database · this backup is of SQLite: leave out --database")
	case err != nil:
		return err
	case p.database == "":
		return fmt.Errorf("bản sao lưu này của PostgreSQL. Tạo một cơ sở dữ liệu rỗng rồi phục hồi vào thư mục mới với --database · " +
			"this backup is of PostgreSQL: make an empty database and restore into a new folder with --database")
	}
	if err := backup.Load(ctx, p.database, dump); err != nil {
		return fmt.Errorf("nạp vào PostgreSQL (cơ sở dữ liệu phải rỗng) · load into PostgreSQL, which must be empty: %w", err)
	}
	return os.Remove(dump)
}
