package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"os/user"
	"strings"

	"thamho.vn/internal/profile"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// withoutWindow runs an act until it ends or is interrupted, and returns the exit
// code.
func withoutWindow(name string, act func(ctx context.Context, args []string, out io.Writer) error) func([]string, io.Writer, io.Writer) int {
	return func(args []string, out, problems io.Writer) int {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		err := act(ctx, args, out)
		if err == nil || errors.Is(err, flag.ErrHelp) {
			return 0
		}
		fmt.Fprintf(problems, "fieldapp %s: %s\n", name, explainForTerminal(err))
		return 1
	}
}

// headlessFlags are the flags that every act has: the data folder, and the file
// with the passphrase.
type headlessFlags struct {
	*flag.FlagSet
	data, pass *string
}

func newFlags(name, usage string, out io.Writer) headlessFlags {
	flags := headlessFlags{FlagSet: flag.NewFlagSet("fieldapp "+name, flag.ContinueOnError)}
	flags.SetOutput(out)
	flags.data = flags.String("data", defaultData(), "thư mục dữ liệu · data folder")
	flags.pass = flags.String("passphrase-file", os.Getenv("THAMHO_PASSPHRASE_FILE"), "tệp có mật khẩu; không có thì hỏi · file with the passphrase; asked for without one")
	flags.Usage = func() {
		fmt.Fprintln(out, usage)
		flags.PrintDefaults()
	}
	return flags
}

// openHeadless opens the laptop's profile as the gate does, with the passphrase of
// a file, or asking for it. A laptop that was never set up is not set up here: a
// passphrase is chosen at the window. The caller locks it again.
func openHeadless(ctx context.Context, f headlessFlags, out io.Writer) (*profile.Profile, error) {
	log := slog.New(slog.DiscardHandler)
	rooms, err := openRooms(*f.data, log)
	if err != nil {
		return nil, err
	}
	if rooms.Empty() {
		return nil, &registry.Error{Code: registry.NotFound, Key: "ring_none", Err: errors.New("no keyring")}
	}
	read := readPass
	if *f.pass == "" {
		read = func(string) (string, error) { return askUnseen(out, "Mật khẩu · passphrase: ") }
	}
	pass, err := read(*f.pass)
	if err != nil {
		return nil, err
	}
	if err = rooms.UnlockAny(ctx, pass); registry.KeyOf(err) == "offline_expired" {
		err = lookForProvince(ctx, rooms.Current(), options{data: *f.data}, log, err)
	}
	if err != nil {
		return nil, errors.Join(err, rooms.Lock())
	}
	return rooms.Current(), nil
}

// byFile begins or unlocks with the passphrase that a file holds: for scripts and
// measurements.
func byFile(ctx context.Context, p *profile.Rooms, file string) error {
	pass, err := readPass(file)
	if err != nil {
		return err
	}
	if p.Empty() {
		return p.Begin(ctx, userName(), pass)
	}
	return p.UnlockAny(ctx, pass)
}

// setUp makes the first person of a laptop that nobody has, without opening it.
func setUp(p *profile.Rooms, file string) error {
	pass, err := readPass(file)
	if err != nil {
		return err
	}
	return p.SetUp(userName(), pass)
}

func readPass(file string) (string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", &registry.Error{Code: registry.Internal, Key: "file_gone", Err: err}
	}
	return strings.TrimSpace(string(raw)), nil
}

// typed is what is typed at the terminal; one reader, since it reads ahead.
var typed = bufio.NewReader(os.Stdin)

// askUnseen reads a line, unseen where the terminal can do that.
func askUnseen(out io.Writer, question string) (string, error) {
	fmt.Fprint(out, question)
	if echo("-echo") == nil {
		defer func() {
			_ = echo("echo")
			fmt.Fprintln(out)
		}()
	}
	line, err := typed.ReadString('\n')
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

// userName is who uses the computer, as the computer knows them.
func userName() string {
	if u, err := user.Current(); err == nil {
		return cmp.Or(u.Name, u.Username)
	}
	return "1"
}

// explainForTerminal gives the text of the screens, and the cause where there
// is none.
func explainForTerminal(err error) string {
	if key := registry.KeyOf(err); key != "" {
		if err := words.Install(words.Vietnamese); err != nil {
			return key
		}
		e := kit.Explain(err, words.Find)
		return strings.TrimSpace(e.Title+" "+e.Todo) + " (" + key + ")"
	}
	return err.Error()
}
