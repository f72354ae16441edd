package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/office"
)

// user makes an account for the board's sign-in, or ends one. The password comes
// on the first line of the standard input: it stands in no list of processes.
func user(ctx context.Context, args []string, out io.Writer, log *slog.Logger) (err error) {
	var at place
	var login, name, role, unit string
	var disable bool
	flags := flag.NewFlagSet("provserver user", flag.ContinueOnError)
	flags.SetOutput(out)
	at.flags(flags)
	flags.StringVar(&login, "login", "", "tên đăng nhập · login")
	flags.StringVar(&name, "name", "", "họ tên · name")
	flags.StringVar(&role, "role", registry.RoleCommune, "commune hoặc province · or")
	flags.StringVar(&unit, "unit", "", "mã (UUID) của xã hoặc tỉnh · id of the commune or the province")
	flags.BoolVar(&disable, "disable", false, "khoá tài khoản, kết thúc mọi phiên · end the account and its sessions")
	if err := parse(flags, args); err != nil {
		return err
	}
	login = strings.ToLower(strings.TrimSpace(login))
	if login == "" {
		return errors.New("cần --login · a login is needed")
	}
	c, err := at.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if disable {
		return c.Disable(ctx, login)
	}
	account := registry.Account{ID: uuid.Must(uuid.NewV7()), Login: login, Name: name, Role: role}
	if account.Unit, err = uuid.Parse(unit); err != nil || name == "" || role != registry.RoleCommune && role != registry.RoleProvince {
		return errors.New("cần --name, --unit và --role commune|province · name, unit and role are needed")
	}
	secrets, err := newSecrets(os.Stdin)
	if err != nil {
		return err
	}
	if err := c.AddAccount(ctx, account, secrets); err != nil {
		return err
	}
	key := url.URL{Scheme: "otpauth", Host: "totp", Path: "/ThamHo:" + login, RawQuery: url.Values{"secret": {secrets.TOTP}, "issuer": {"ThamHo"}}.Encode()}
	_, err = fmt.Fprintf(out, "Đã tạo %s. Khoá xác thực, nhập vào ứng dụng xác thực trên điện thoại, chỉ hiện một lần:\nCreated. Key of the second factor, shown once:\n  %s\n  %s\n", login, secrets.TOTP, key.String())
	return err
}

func newSecrets(in io.Reader) (s registry.AccountSecrets, err error) {
	password, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return s, fmt.Errorf("read password: %w", err)
	}
	if password = strings.TrimRight(password, "\r\n"); utf8.RuneCountInString(password) < office.MinPassword {
		return s, fmt.Errorf("mật khẩu ở dòng đầu, ít nhất %d ký tự · password on the first line, at least %[1]d characters", office.MinPassword)
	}
	if s.Hash, err = office.HashPassword(password); err != nil {
		return s, err
	}
	s.TOTP, err = office.NewSecret()
	return s, err
}
