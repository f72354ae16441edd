package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"thamho.vn/internal/profile"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/lock"
	"thamho.vn/internal/ui/words"
)

// recoverLaptop is «fieldapp recover»: two officers of the province open a laptop
// whose person forgot the passphrase, and that person chooses another. Each enters
// a key; neither sees the other's.
func recoverLaptop(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := newFlags("recover", "Hai cán bộ tỉnh mở máy khi người dùng quên mật khẩu; không mất phần chưa gửi.\nTwo officers of the province open a laptop whose passphrase was forgotten.\n\nCách dùng · usage:\n  fieldapp recover [--first KHOA_1 --second KHOA_2] [--name TÊN]\n\nKhông có tệp khoá thì từng người gõ hoặc dán khoá AGE-SECRET-KEY-… của mình, không hiện trên màn hình.\nWithout files each officer types or pastes a key, unseen. --passphrase-file: tệp có mật khẩu mới · the new passphrase.", out)
	first := flags.String("first", "", "tệp khoá của cán bộ thứ nhất · key file of the first officer")
	second := flags.String("second", "", "tệp khoá của cán bộ thứ hai · key file of the second officer")
	name := flags.String("name", "", "tên người đặt lại mật khẩu · who gets a new passphrase")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := words.Install(words.Vietnamese); err != nil {
		return err
	}
	rooms, err := openRooms(*flags.data, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if rooms.Empty() || !rooms.Recoverable() {
		return &registry.Error{Code: registry.NotFound, Key: "recover_none"}
	}
	who, err := whoForgot(rooms.People(), *name)
	if err != nil {
		return err
	}
	keys, err := officerKeys(out, *first, *second)
	if err != nil {
		return err
	}
	pass, err := newPass(out, *flags.pass, who.Name)
	if err != nil {
		return err
	}
	if err := rooms.Recover(ctx, keys[0], keys[1], who, pass); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rooms.Lock()) }()
	waiting, err := rooms.Store().SyncState(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Đã mở. %s mở ứng dụng bằng mật khẩu mới; %d mục chưa gửi còn nguyên, nối mạng thì tự gửi. Cất khoá của hai cán bộ về chỗ cũ.\n"+
		"Open. Start the app with the new passphrase; %[2]d items that were not sent are all there. Put both keys away again.\n", who.Name, waiting.Pending)
	return err
}

// whoForgot is who gets a new passphrase: who was named, by the name alone or as on
// the locked screen, with the room, or the only one there is.
func whoForgot(people []profile.Person, name string) (profile.Person, error) {
	shown := lock.NamesOf(atTheGate(people))
	var meant []profile.Person
	for i, one := range people {
		if name == one.Name || name == shown[i] || name == "" && len(people) == 1 {
			meant = append(meant, one)
		}
	}
	if len(meant) != 1 {
		return profile.Person{}, fmt.Errorf("cần --name, một trong · one of: %s", strings.Join(shown, ", "))
	}
	return meant[0], nil
}

// officerKeys reads the two keys, from files or as they are typed.
func officerKeys(out io.Writer, files ...string) (keys []string, err error) {
	for i, file := range files {
		var text string
		if file == "" {
			text, err = askUnseen(out, fmt.Sprintf("Khoá của cán bộ thứ %d · key of officer %[1]d: ", i+1))
		} else {
			var raw []byte
			raw, err = os.ReadFile(file)
			text = string(raw)
		}
		if err != nil {
			return nil, fmt.Errorf("cán bộ thứ %d · officer %[1]d: %w", i+1, err)
		}
		keys = append(keys, secretKey(text))
	}
	return keys, nil
}

// secretKey is the key in what age-keygen wrote, which has remarks too.
func secretKey(text string) string {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "AGE-SECRET-KEY-") {
			return line
		}
	}
	return ""
}

// newPass is the passphrase from a file, or typed twice; it must be as good as one
// that is chosen at the window.
func newPass(out io.Writer, file, name string) (pass string, err error) {
	if file != "" {
		pass, err = readPass(file)
	} else if pass, err = askUnseen(out, "Mật khẩu mới · new passphrase: "); err == nil {
		var again string
		if again, err = askUnseen(out, "Gõ lại · again: "); err == nil && again != pass {
			err = errors.New("hai lần gõ không giống nhau · the two differ")
		}
	}
	if err != nil {
		return "", err
	}
	if verdict := lock.Judge(pass, name); !verdict.Enough {
		return "", errors.New(words.Say(verdict.Why))
	}
	return pass, nil
}
