// Package folder is where papers are put: the documents of whoever works here,
// in a folder of ours, and how a file is written there so that it is whole or
// not there at all.
package folder

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// Dir returns the folder, made when it is missing; parts are folders below it.
// The error has the key file_no_write.
func Dir(parts ...string) (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", unwritable(err)
	}
	dir := filepath.Join(append([]string{home, "Documents", "ThamHo"}, parts...)...)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", unwritable(err)
	}
	return dir, nil
}

// Write makes a file beside its place and renames it. Whatever fill returns
// comes back as it is; a disk that does not take it is file_no_write.
func Write(path string, fill func(io.Writer) error) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".thamho-*")
	if err != nil {
		return unwritable(err)
	}
	defer os.Remove(temp.Name()) // gone after the rename
	if err := fill(temp); err != nil {
		return errors.Join(err, temp.Close())
	}
	err = errors.Join(temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return unwritable(err)
	}
	return nil
}

// Plain makes a part of a file's name that every disk takes: letters without
// marks, digits, hyphens for spaces.
func Plain(s string) string { return strings.ReplaceAll(viet.SearchKey(s), " ", "-") }

func unwritable(err error) error {
	return &registry.Error{Code: registry.Invalid, Key: "file_no_write", Err: err}
}
