package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"
)

// browsers are the names under which a Chromium may be installed.
var browsers = []string{"chromium", "chromium-browser", "google-chrome"}

// browse opens a page in a real Chromium, saves its picture and returns its
// text. The page allows no script by its own policy, so what is seen is what
// one sees without JavaScript.
func browse(ctx context.Context, url, picture string, dark bool) (string, error) {
	if err := os.MkdirAll(filepath.Dir(picture), 0o755); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	full, err := filepath.Abs(picture) // the browser has a folder of its own
	if err != nil {
		return "", fmt.Errorf("name picture: %w", err)
	}
	if err := chromium(ctx, dark, "--screenshot="+full, url); err != nil {
		return "", err
	}
	if _, err := os.Stat(full); err != nil {
		return "", fmt.Errorf("the browser took no picture: %w", err)
	}
	res, err := http.Get(url)
	if err != nil {
		return "", fmt.Errorf("read board: %w", err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	return plain(string(page)), err
}

// chromium runs the browser once with an empty profile.
func chromium(ctx context.Context, dark bool, args ...string) error {
	profile, err := os.MkdirTemp("", "tour-chromium")
	if err != nil {
		return fmt.Errorf("make profile: %w", err)
	}
	defer os.RemoveAll(profile)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	scheme := map[bool]int{true: 0, false: 1}[dark]
	flags := append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--hide-scrollbars", "--window-size=1366,900", "--user-data-dir=" + profile,
		fmt.Sprintf("--blink-settings=preferredColorScheme=%d", scheme),
	}, args...)
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			if out, err := exec.CommandContext(ctx, path, flags...).CombinedOutput(); err != nil {
				return fmt.Errorf("%s: %w: %s", name, err, out)
			}
			return nil
		}
	}
	return fmt.Errorf("no browser among %v", browsers)
}

var tags = regexp.MustCompile(`<[^>]*>`)

// plain is the text of a page.
func plain(dom string) string { return tags.ReplaceAllString(dom, " ") }
