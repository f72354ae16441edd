package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"thamho.vn/internal/vault"
)

// coldStart measures from the start of the process to a usable list of 5,000
// people; the passphrase is given by a file, and costs its full guess. It needs a display.
func coldStart(ctx context.Context, app, dir string) (figure, error) {
	if os.Getenv("DISPLAY") == "" {
		return figure{}, errors.New("no display")
	}
	data := filepath.Join(dir, "cold")
	if err := settled(ctx, data); err != nil {
		return figure{}, err
	}
	trace := filepath.Join(dir, "start.jsonl")
	cmd := exec.CommandContext(ctx, app, "--data", data, "--start-log", trace, "--passphrase-file", filepath.Join(data, passFile))
	if err := cmd.Start(); err != nil {
		return figure{}, err
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if ms, ok := listShown(trace); ok {
			return figure{Name: "cold_start_s", Value: ms / 1000, Unit: "s"}, nil
		}
	}
	return figure{}, fmt.Errorf("no list within 20 s")
}

func listShown(file string) (float64, bool) {
	f, err := os.Open(file)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var n struct {
			Event  string  `json:"event"`
			Screen string  `json:"screen"`
			MS     float64 `json:"ms"`
		}
		if json.Unmarshal(lines.Bytes(), &n) == nil && n.Event == "shown" && n.Screen == "households" {
			return n.MS, true
		}
	}
	return 0, false
}

// settled makes the data folder of a laptop with 5,000 people.
func settled(ctx context.Context, data string) error {
	p, err := newProvince(ctx, data)
	if err != nil {
		return err
	}
	defer p.close()
	if p.vault, err = lockedBy(data); err != nil {
		return err
	}
	st, _, err := p.laptop(ctx, "thamho", &http.Client{})
	if err != nil {
		return err
	}
	return errors.Join(fill(ctx, p, st, 5000), st.Close())
}

// passFile holds the passphrase of the laptop that is measured.
const passFile = "mat-khau.txt"

// lockedBy makes a keyring for a data folder and returns what seals its database.
func lockedBy(data string) (*vault.Vault, error) {
	const pass = "ghe dua lua tom kenh"
	if err := os.WriteFile(filepath.Join(data, passFile), []byte(pass), 0o600); err != nil {
		return nil, err
	}
	ring, err := vault.OpenRing(filepath.Join(data, "thamho.keys"), vault.RingOptions{Life: 14 * 24 * time.Hour})
	if err != nil {
		return nil, err
	}
	who, err := ring.Begin("Bench", []byte(pass), time.Now())
	if err != nil {
		return nil, err
	}
	return vault.New(who.Keys()[0], "")
}
