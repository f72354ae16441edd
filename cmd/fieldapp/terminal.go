package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"thamho.vn/internal/registry"
)

// byTerminal opens the profile with the passphrase of a file, or asks for it. A
// laptop that was never set up is not set up here: a passphrase is chosen at the
// window.
func (p *profile) byTerminal(ctx context.Context, file string, out io.Writer) error {
	if p.empty() {
		return &registry.Error{Code: registry.NotFound, Key: "ring_none", Err: errors.New("no keyring")}
	}
	if file != "" {
		return p.byFile(ctx, file)
	}
	pass, err := askPass(out)
	if err != nil {
		return err
	}
	for _, one := range p.people() {
		if err = p.unlock(ctx, one.Slot, pass); err == nil || registry.KeyOf(err) != "pass_wrong" {
			return err
		}
	}
	return err
}

// askPass reads a line, unseen where the terminal can do that.
func askPass(out io.Writer) (string, error) {
	fmt.Fprint(out, "Mật khẩu · passphrase: ")
	if echo("-echo") == nil {
		defer func() {
			_ = echo("echo")
			fmt.Fprintln(out)
		}()
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read passphrase: %w", err)
	}
	return strings.TrimSpace(line), nil
}

// echo turns the terminal's repeating of what is typed on and off.
func echo(how string) error {
	cmd := exec.Command("stty", how)
	cmd.Stdin = os.Stdin
	return cmd.Run()
}
