package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/server/central"
)

// The files of a data folder that hold keys. A province keeps the root key
// offline; only the demo, and a first trial, have it beside the database.
const (
	rootFile   = "root.key"
	serverFile = "server.key"
	certFile   = "server.cert"
)

// loadKeys reads the server's keys, making them at the first start.
func loadKeys(dir string) (central.Keys, error) {
	root, err := loadKey(filepath.Join(dir, rootFile))
	if err != nil {
		return central.Keys{}, err
	}
	sign, err := loadKey(filepath.Join(dir, serverFile))
	if err != nil {
		return central.Keys{}, err
	}
	keys := central.Keys{Root: publicOf(root), Sign: sign}
	keys.Cert, err = loadCert(filepath.Join(dir, certFile), root, sign)
	return keys, err
}

func publicOf(key ed25519.PrivateKey) ledger.PublicKey {
	return ledger.PublicKey(key.Public().(ed25519.PublicKey))
}

const pemType = "THAMHO ED25519 SEED"

func loadKey(file string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(file)
	}
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != pemType || len(block.Bytes) != ed25519.SeedSize {
		return nil, fmt.Errorf("%s: không phải tệp khoá · not a key file", file)
	}
	return ed25519.NewKeyFromSeed(block.Bytes), nil
}

func makeKey(file string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return key, writeFile(file, pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: key.Seed()}))
}

func loadCert(file string, root, sign ed25519.PrivateKey) (ledger.SignedServerCert, error) {
	text, err := os.ReadFile(file)
	if err == nil {
		return ledger.ParseSigned[ledger.ServerCert](text)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return ledger.SignedServerCert{}, fmt.Errorf("read certificate: %w", err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return ledger.SignedServerCert{}, fmt.Errorf("draw server id: %w", err)
	}
	cert, err := ledger.SignDoc(root, ledger.ForServer, ledger.ServerCert{Server: id, Sign: publicOf(sign), From: time.Now().UnixMilli()})
	if err != nil {
		return cert, err
	}
	return cert, writeFile(file, cert.Bytes())
}

// writeFile writes beside, syncs and renames, so that a power cut leaves the
// old file or the new one.
func writeFile(file string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", file, err), os.Remove(tmp.Name()))
	}
	return nil
}
