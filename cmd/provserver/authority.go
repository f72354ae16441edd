package main

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"thamho.vn/internal/ca"
)

// The files of the province's own authority in a data folder: the present one,
// its successor, and the one before it.
const (
	caFile   = "ca"
	nextFile = "ca-next"
	lastFile = "ca-last"
	certEnd  = ".crt"
	keyEnd   = ".key"
)

const authorityName = "Thăm Hộ – chứng thư của tỉnh"

// loadAuthority reads the authority, making it at the first start, and believes
// its successor and predecessor where they are.
func loadAuthority(dir string, now time.Time) (*ca.Authority, error) {
	authority, err := readAuthority(filepath.Join(dir, caFile))
	if errors.Is(err, fs.ErrNotExist) {
		authority, err = makeAuthority(filepath.Join(dir, caFile), now)
	}
	if err != nil {
		return nil, err
	}
	for _, name := range []string{nextFile, lastFile} {
		cert, err := os.ReadFile(filepath.Join(dir, name+certEnd))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read authority: %w", err)
		}
		root, err := ca.DecodeRoot(cert)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name+certEnd, err)
		}
		authority.Believe(root)
	}
	return authority, nil
}

func readAuthority(file string) (*ca.Authority, error) {
	cert, err := os.ReadFile(file + certEnd)
	if err != nil {
		return nil, fmt.Errorf("read authority: %w", err)
	}
	key, err := os.ReadFile(file + keyEnd)
	if err != nil {
		return nil, fmt.Errorf("chứng thư %s có mà khoá không · a certificate without its key: %w", file+certEnd, errors.New(err.Error()))
	}
	return ca.Decode(cert, key)
}

// makeAuthority writes the key before the certificate: a power cut between them
// leaves a key that nobody asks for.
func makeAuthority(file string, now time.Time) (*ca.Authority, error) {
	authority, err := ca.New(authorityName, now)
	if err != nil {
		return nil, err
	}
	cert, key, err := authority.Encode()
	if err != nil {
		return nil, err
	}
	if err := writeFile(file+keyEnd, key); err != nil {
		return nil, err
	}
	return authority, writeFile(file+certEnd, cert)
}

// authorities shows the province's authority and changes it: first its
// successor is made and told to the laptops for a year, then it takes over.
func authorities(_ context.Context, args []string, out io.Writer, _ *slog.Logger) error {
	var data string
	var next, turn bool
	flags := flag.NewFlagSet("provserver ca", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&data, "data", "provserver-data", "thư mục dữ liệu · data folder")
	flags.BoolVar(&next, "next", false, "tạo chứng thư kế tiếp để báo trước cho các máy · make the successor, so that laptops hear of it")
	flags.BoolVar(&turn, "switch", false, "dùng chứng thư kế tiếp từ nay; chứng thư cũ vẫn được tin · the successor takes over; the old one stays believed")
	if err := parse(flags, args); err != nil {
		return err
	}
	at := func(name string) string { return filepath.Join(data, name) }
	switch {
	case next && exists(at(nextFile+certEnd)):
		return errors.New("đã có chứng thư kế tiếp · there is a successor already")
	case next:
		if _, err := makeAuthority(at(nextFile), time.Now()); err != nil {
			return err
		}
	case turn:
		if err := switchAuthority(at); err != nil {
			return err
		}
	}
	return describeAuthorities(data, out)
}

// switchAuthority renames certificate and key apart, so that every stop in the
// middle can be taken up again by the same command.
func switchAuthority(at func(string) string) error {
	if !exists(at(nextFile+certEnd)) && !exists(at(nextFile+keyEnd)) {
		return errors.New("chưa có chứng thư kế tiếp: chạy --next trước · make the successor first")
	}
	for _, end := range []string{certEnd, keyEnd} {
		if !exists(at(nextFile + end)) {
			continue // renamed before a stop
		}
		if err := os.Rename(at(caFile+end), at(lastFile+end)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("switch authority: %w", err)
		}
		if err := os.Rename(at(nextFile+end), at(caFile+end)); err != nil {
			return fmt.Errorf("switch authority: %w", err)
		}
	}
	return nil
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

func describeAuthorities(data string, out io.Writer) error {
	authority, err := loadAuthority(data, time.Now())
	if err != nil {
		return err
	}
	for i, root := range authority.Roots() {
		mark := "được tin · believed"
		if i == 0 {
			mark = "đang cấp · issues"
		}
		fmt.Fprintf(out, "%s  đến %s  %s\n", fingerprint(root), root.NotAfter.Format("02/01/2006"), mark)
	}
	_, err = fmt.Fprintln(out, "Khởi động lại máy chủ để dùng · restart the server to use it")
	return err
}

// fingerprint is a certificate as people compare it.
func fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return hex.EncodeToString(sum[:16])
}
