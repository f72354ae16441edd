package host

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/godbus/dbus/v5"
)

// The names of logind on the system's bus.
const (
	logind        = "org.freedesktop.login1"
	logindPath    = dbus.ObjectPath("/org/freedesktop/login1")
	logindManager = logind + ".Manager"
	logindSession = logind + ".Session"
	dbusChanged   = "org.freedesktop.DBus.Properties.PropertiesChanged"
)

// WatchSession calls fn, from one goroutine, each time that the person at the
// screen goes away, until ctx ends. An error says that nothing is heard of it here:
// there is no logind, or we belong to no session.
func WatchSession(ctx context.Context, fn func(Away)) error {
	conn, err := dbus.ConnectSystemBus(dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("watch session: %w", err)
	}
	return watchLogind(ctx, conn, fn)
}

// watchLogind is WatchSession on a bus; it closes conn when ctx ends.
func watchLogind(ctx context.Context, conn *dbus.Conn, fn func(Away)) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, conn.Close())
		}
	}()
	session, err := ownSession(ctx, conn)
	if err != nil {
		return fmt.Errorf("watch session: %w", err)
	}
	from := dbus.WithMatchSender(logind)
	for _, match := range [][]dbus.MatchOption{
		{from, dbus.WithMatchObjectPath(logindPath), dbus.WithMatchInterface(logindManager), dbus.WithMatchMember("PrepareForSleep")},
		{from, dbus.WithMatchObjectPath(session), dbus.WithMatchInterface(logindSession), dbus.WithMatchMember("Lock")},
		{from, dbus.WithMatchObjectPath(session), dbus.WithMatchInterface("org.freedesktop.DBus.Properties"), dbus.WithMatchMember("PropertiesChanged")},
	} {
		if err := conn.AddMatchSignalContext(ctx, match...); err != nil {
			return fmt.Errorf("watch session: %w", err)
		}
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	go func() {
		defer conn.Close()
		for {
			select {
			case <-ctx.Done():
				return
			case s, ok := <-signals:
				if !ok {
					return
				}
				if away := awayOf(s); away != 0 {
					fn(away)
				}
			}
		}
	}()
	return nil
}

// ownSession asks logind which session we belong to.
func ownSession(ctx context.Context, conn *dbus.Conn) (path dbus.ObjectPath, err error) {
	manager := conn.Object(logind, logindPath)
	if id := os.Getenv("XDG_SESSION_ID"); id != "" {
		if err = manager.CallWithContext(ctx, logindManager+".GetSession", 0, id).Store(&path); err == nil {
			return path, nil
		}
	}
	err = manager.CallWithContext(ctx, logindManager+".GetSessionByPID", 0, uint32(os.Getpid())).Store(&path)
	return path, err
}

// awayOf tells what a signal says; 0 when nobody went away by it.
func awayOf(s *dbus.Signal) Away {
	switch s.Name {
	case logindManager + ".PrepareForSleep":
		if len(s.Body) == 1 && s.Body[0] == true {
			return Asleep
		}
	case logindSession + ".Lock":
		return Locked
	case dbusChanged:
		if len(s.Body) < 2 || s.Body[0] != logindSession {
			return 0
		}
		changed, _ := s.Body[1].(map[string]dbus.Variant)
		if v, ok := changed["Active"]; ok && v.Value() == false {
			return Switched
		}
		if v, ok := changed["LockedHint"]; ok && v.Value() == true {
			return Locked
		}
	}
	return 0
}
