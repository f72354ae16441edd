package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"
)

// browse opens a page in a real Chromium, saves its picture and returns its text.
func browse(ctx context.Context, url, picture string, dark bool) (string, error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("blink-settings", fmt.Sprintf("scriptEnabled=false,preferredColorScheme=%d", map[bool]int{true: 0, false: 1}[dark])),
		chromedp.WindowSize(1366, 768))
	ctx, cancel := chromedp.NewExecAllocator(ctx, opts...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	var text string
	var shot []byte
	err := chromedp.Run(ctx, chromedp.Navigate(url), chromedp.Text("body", &text), chromedp.FullScreenshot(&shot, 100))
	if err != nil {
		return "", fmt.Errorf("browse %s: %w", url, err)
	}
	if err := os.MkdirAll(filepath.Dir(picture), 0o755); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	return text, os.WriteFile(picture, shot, 0o644)
}
