package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"thamho.vn/internal/demo"
	"thamho.vn/internal/server"
	"thamho.vn/internal/server/board"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/server/office"
)

// options of serve.
type options struct {
	place
	listen, readyFile string
	cert, key         string
	ownTLS            bool
	names             string
	demo              bool
	noRevocations     bool
	minApp            string
}

func serve(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error {
	var o options
	fs := flag.NewFlagSet("provserver serve", flag.ContinueOnError)
	fs.SetOutput(out)
	o.flags(fs)
	fs.StringVar(&o.listen, "listen", "127.0.0.1:8080", "địa chỉ nghe; cổng 0 là cổng trống bất kỳ · address; port 0 takes any free one")
	fs.BoolVar(&o.ownTLS, "tls", false, "TLS bằng chứng thư của tỉnh tự cấp, cả khi chỉ nghe trong máy; ngoài máy thì luôn có · TLS by the province's own authority, also on loopback; elsewhere always")
	fs.StringVar(&o.names, "tls-names", "", "tên, địa chỉ của máy chủ trong chứng thư, cách nhau dấu phẩy · names and addresses in the certificate, comma separated")
	fs.StringVar(&o.cert, "tls-cert", "", "tệp chứng thư TLS do nơi khác cấp · TLS certificate file given by somebody else")
	fs.StringVar(&o.key, "tls-key", "", "tệp khoá của chứng thư ấy · TLS key file")
	fs.StringVar(&o.readyFile, "ready-file", "", "ghi địa chỉ vào tệp này khi đã sẵn sàng · write the address here once serving")
	fs.BoolVar(&o.demo, "demo", false, "nạp tỉnh mẫu lần đầu · load the demo province at the first start")
	fs.StringVar(&o.minApp, "min-app", "", "bản ứng dụng cũ nhất còn được ghi; bản cũ hơn vẫn gửi được phần đã ghi · oldest version that may write; an older one still sends what it has")
	fs.BoolVar(&o.noRevocations, "no-revocations", false, "sau khi phục hồi: xác nhận chưa thu hồi máy nào · after a restore: no laptop was ever revoked")
	if err := parse(fs, args); err != nil {
		return err
	}
	if err := checkRestored(o.data, o.noRevocations); err != nil {
		return err
	}
	c, err := o.place.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() {
		if err := c.Close(); err != nil {
			log.Error("close", "err", err)
		}
	}()
	ready, err := o.prepare(ctx, c, log)
	if err != nil {
		return err
	}
	return o.listenAndServe(ctx, c, ready, out, log)
}

// readiness is what the ready file tells a script.
type readiness struct {
	URL    string `json:"url"`
	Board  string `json:"board"`
	Code   string `json:"enrol_code,omitempty"`
	Hamlet string `json:"hamlet,omitempty"`
}

// demoCodeLife is how long a code of the demo serves.
const demoCodeLife = 30 * 24 * time.Hour

// prepare loads the demo province when it is asked for.
func (o options) prepare(ctx context.Context, c *central.Central, log *slog.Logger) (readiness, error) {
	if !o.demo {
		return readiness{}, nil
	}
	began := time.Now()
	summary, err := demo.Load(ctx, c, demo.Options{Communes: demo.LaptopCommunes()})
	if err != nil {
		return readiness{}, err
	}
	log.Info("demo province", "blocks", summary.Blocks, "changes", summary.Changes, "ms", time.Since(began).Milliseconds())
	code, err := c.IssueCode(ctx, laptopCode(summary.Laptop), demoCodeLife)
	return readiness{Code: code, Hamlet: summary.Laptop.Place}, err
}

func (o options) listenAndServe(ctx context.Context, c *central.Central, ready readiness, out io.Writer, log *slog.Logger) error {
	listener, line, err := o.open()
	if err != nil {
		return err
	}
	officers, err := loadRecovery(o.data, c.Keys.Root)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	ready.URL = scheme(line) + "://" + listener.Addr().String()
	ready.Board = ready.URL + "/"
	handler := server.New(server.Options{Central: c, Board: board.New(c, log), Office: office.New(office.Options{Store: c, Log: log, Now: time.Now, URL: ready.URL}), Log: log, Now: time.Now, Version: version, MinApp: o.minApp, TLS: line, Recovery: officers})
	srv := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute, WriteTimeout: 5 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(listener) }()
	if err := o.announce(ready, out); err != nil {
		return errors.Join(err, srv.Close())
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		return srv.Shutdown(last)
	}
}

// announce tells people and scripts where the server is.
func (o options) announce(ready readiness, out io.Writer) error {
	fmt.Fprintf(out, "Máy chủ · server: %s\nTrang tiến độ · board: %s\n", ready.URL, ready.Board)
	if ready.Code != "" {
		fmt.Fprintf(out, "Mã đăng ký cho %s · enrolment code: %s\n", ready.Hamlet, ready.Code)
	}
	if o.readyFile == "" {
		return nil
	}
	text, err := json.MarshalIndent(ready, "", "  ")
	if err != nil {
		return fmt.Errorf("encode ready file: %w", err)
	}
	return writeFile(o.readyFile, append(text, '\n'))
}
