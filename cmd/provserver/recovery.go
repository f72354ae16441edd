package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"thamho.vn/internal/ledger"
)

// recoveryFile names, in a data folder, the officers who can open a laptop.
const recoveryFile = "recovery.json"

// recovery is «provserver recovery --root FILE --officers age1…,age1… -o FILE»: on
// the machine where the root key lies, it signs who can open, two together, a
// laptop whose people can't.
func recovery(_ context.Context, args []string, out io.Writer, _ *slog.Logger) error {
	var rootKey, officers, file string
	flags := flag.NewFlagSet("provserver recovery", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&rootKey, "root", "", "tệp khoá gốc của tỉnh, cất ngoài mạng · the province's root key, kept offline")
	flags.StringVar(&officers, "officers", "", "khoá công khai age1… của 2 đến 5 cán bộ, cách nhau dấu phẩy; hai người bất kỳ mở được máy · public keys of two to five officers, any two open a laptop")
	flags.StringVar(&file, "o", recoveryFile, "tệp sẽ ghi, rồi chép vào thư mục dữ liệu của máy chủ · the file to write, then to be copied into the server's data folder")
	if err := parse(flags, args); err != nil {
		return err
	}
	var to []string
	for _, one := range strings.Split(officers, ",") {
		one = strings.TrimSpace(one)
		if _, err := age.ParseX25519Recipient(one); err != nil {
			return fmt.Errorf("%q không phải khoá công khai age1… (tạo bằng age-keygen) · not an age recipient: %w", one, err)
		}
		to = append(to, one)
	}
	if _, err := os.Stat(rootKey); err != nil {
		return fmt.Errorf("cần --root và --officers · both are needed: %w", err) // never made here
	}
	root, err := loadKey(rootKey)
	if err != nil {
		return err
	}
	signed, err := ledger.SignDoc(root, ledger.ForRecovery, ledger.Recovery{Serial: time.Now().Unix(), Officers: to})
	if err != nil {
		return err
	}
	if err := ledger.NewTrust(publicOf(root)).CheckRecovery(signed); err != nil {
		return fmt.Errorf("cần 2 đến %d cán bộ, mỗi người một khoá khác nhau · two to five officers, each with a key of their own: %w", ledger.MaxOfficers, err)
	}
	if err := writeFile(file, signed.Bytes()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Đã ký %s cho %d cán bộ. Chép vào thư mục dữ liệu của máy chủ rồi khởi động lại; máy ấp nhận ở lần liên lạc kế tiếp.\n"+
		"Signed for %[2]d officers. Copy it into the server's data folder and restart; laptops take it at their next contact.\n", file, len(to))
	return err
}

// loadRecovery reads the officers of a data folder; nil when there are none. What
// the root did not sign is an error: laptops would not take it.
func loadRecovery(dir string, root ledger.PublicKey) (*ledger.SignedRecovery, error) {
	text, err := os.ReadFile(filepath.Join(dir, recoveryFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read officers: %w", err)
	}
	signed, err := ledger.ParseSigned[ledger.Recovery](text)
	if err == nil {
		err = ledger.NewTrust(root).CheckRecovery(signed)
	}
	if err != nil {
		return nil, fmt.Errorf("%s không do khoá gốc của tỉnh ký: tạo lại bằng provserver recovery · not signed by the province's root key, make it again: %w", recoveryFile, err)
	}
	return &signed, nil
}
