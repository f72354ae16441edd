// Package pgtest runs a PostgreSQL server of its own for tests: a cluster in a
// temporary folder, reached through a socket in that folder and by no port, as a
// user who is not root. It ends with the program that began it, however that
// ends. It needs the programs of PostgreSQL 15 or newer; scripts/deps.sh
// installs them.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrMissing is for a machine without PostgreSQL.
var ErrMissing = errors.New("no PostgreSQL 15 or newer is installed: scripts/deps.sh tests")

// owner is the user who runs the cluster when the tests run as root.
const owner = "postgres"

// Cluster is a running PostgreSQL server.
type Cluster struct {
	dir, bin string
	options  []string
	life     *life
}

// life is the server's process, which lives as long as the pipe is open.
type life struct {
	cmd  *exec.Cmd
	pipe io.Closer
	done chan struct{}
}

// Start makes a cluster and starts it. Options are settings of the server, as
// name=value; without «fsync=on» it writes as fast as it can, and what it
// acknowledged would not outlive a power cut.
func Start(options ...string) (_ *Cluster, err error) {
	c := &Cluster{options: options}
	if c.bin, err = programs(); err != nil {
		return nil, err
	}
	if c.dir, err = os.MkdirTemp("", "pg"); err != nil {
		return nil, fmt.Errorf("make cluster: %w", err)
	}
	if err = c.init(); err == nil {
		err = c.run()
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// programs finds the newest server that is installed.
func programs() (string, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // as Debian has them
	if err != nil {
		return "", err
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	found = slices.DeleteFunc(found, func(path string) bool { return version(path) < 15 })
	if len(found) == 0 {
		return "", ErrMissing
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
}

// asOwner is a command that does not run as root.
func asOwner(name string, args ...string) *exec.Cmd {
	if os.Geteuid() == 0 {
		args = append([]string{"--reuid", owner, "--regid", owner, "--init-groups", name}, args...)
		name = "setpriv"
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = "/"
	return cmd
}

func (c *Cluster) init() error {
	if os.Geteuid() == 0 {
		u, err := user.Lookup(owner)
		if err != nil {
			return fmt.Errorf("make cluster: %w", err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(c.dir, uid, gid); err != nil {
			return fmt.Errorf("make cluster: %w", err)
		}
	}
	cmd := asOwner(filepath.Join(c.bin, "initdb"), "-D", c.data(), "-U", owner, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// guard runs the server until its own input ends: that of a program which died
// ends too. A shell gives what it runs beside itself no input but by number.
const guard = `exec 3<&0; "$@" </dev/null 3<&- & server=$!; { cat <&3 >/dev/null; kill -QUIT $server 2>/dev/null; } & wait $server`

// run starts the server and waits until it answers.
func (c *Cluster) run() error {
	// Of a server that was killed; its processes are gone.
	_ = os.Remove(filepath.Join(c.data(), "postmaster.pid"))
	args := []string{"-c", guard, "sh", filepath.Join(c.bin, "postgres"), "-D", c.data(), "-k", c.dir}
	settings := append([]string{"listen_addresses=", "fsync=off", "max_connections=300", "deadlock_timeout=100ms", "logging_collector=off", "shared_buffers=64MB"}, c.options...)
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	cmd := asOwner("sh", args...)
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("start cluster: %w", err)
	}
	log, err := os.OpenFile(filepath.Join(c.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("start cluster: %w", err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start cluster: %w", err)
	}
	c.life = &life{cmd, pipe, make(chan struct{})}
	go func(l *life) {
		_ = l.cmd.Wait() // it is killed more often than not
		close(l.done)
	}(c.life)
	return c.wait()
}

// wait waits for the first answer.
func (c *Cluster) wait() error {
	for range 600 {
		conn, err := pgx.Connect(context.Background(), c.URL("postgres", ""))
		if err == nil {
			return conn.Close(context.Background())
		}
		select {
		case <-c.life.done:
			log, _ := os.ReadFile(filepath.Join(c.dir, "log"))
			return fmt.Errorf("PostgreSQL did not start\n%s", log)
		case <-time.After(20 * time.Millisecond):
		}
	}
	return errors.New("PostgreSQL does not answer")
}

// URL is the address of a database, with tables in a schema; "" is the usual
// one.
func (c *Cluster) URL(database, schema string) string {
	q := url.Values{"host": {c.dir}, "user": {owner}}
	if schema != "" {
		q.Set("search_path", schema)
	}
	return (&url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: q.Encode()}).String()
}

// Schema makes an empty schema and returns the address of a database of which
// nothing else is seen.
func (c *Cluster) Schema(ctx context.Context, name string) (string, error) {
	conn, err := pgx.Connect(ctx, c.URL("postgres", ""))
	if err != nil {
		return "", err
	}
	_, err = conn.Exec(ctx, "CREATE SCHEMA "+pgx.Identifier{name}.Sanitize())
	return c.URL("postgres", name), errors.Join(err, conn.Close(ctx))
}

// Database makes an empty database and returns its address.
func (c *Cluster) Database(ctx context.Context, name string) (string, error) {
	conn, err := pgx.Connect(ctx, c.URL("postgres", ""))
	if err != nil {
		return "", err
	}
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	return c.URL(name, ""), errors.Join(err, conn.Close(ctx))
}

// Kill ends the server as a power cut would end it, but for what the kernel
// holds.
func (c *Cluster) Kill() error {
	if c.life == nil {
		return nil
	}
	err := c.life.pipe.Close()
	<-c.life.done
	c.life = nil
	return err
}

// Restart kills the server and starts it again: it recovers from its log.
func (c *Cluster) Restart() error {
	return errors.Join(c.Kill(), c.run())
}

// Close ends the server and removes its folder.
func (c *Cluster) Close() error {
	return errors.Join(c.Kill(), os.RemoveAll(c.dir))
}
