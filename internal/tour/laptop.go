package main

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"thamho.vn/internal/vault"
)

// passphrase is what the worker of the tour chooses.
const passphrase = "ghe dua lua tom kenh"

// newChild is the name that the tour typed in Telex.
const newChild = "Nguyễn Thị Ẩm Ý"

// open reads the laptop's database beside the running app, with the passphrase
// that was typed.
func (t *tour) open() (*sql.DB, error) {
	if t.vault == nil {
		ring, err := vault.OpenRing(filepath.Join(t.laptop, "thamho.keys"), vault.RingOptions{})
		if err != nil {
			return nil, err
		}
		for _, person := range ring.People() {
			who, err := ring.Unlock(person.Slot, []byte(passphrase), time.Now())
			if err != nil {
				return nil, fmt.Errorf("open the laptop's keyring: %w", err)
			}
			if t.vault, err = vault.New(who.Keys()[0], ""); err != nil {
				return nil, err
			}
		}
	}
	return sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(t.laptop, "thamho.db"))+"?mode=ro&vfs="+t.vault.Name()+"&_pragma=busy_timeout(5000)&_pragma=temp_store(memory)")
}

// rowOfNewChild is where the new child stands on the page of its household:
// behind the other children, before the adults.
func (t *tour) rowOfNewChild() (row int, err error) {
	db, err := t.open()
	if err != nil {
		return 0, err
	}
	defer db.Close()
	err = db.QueryRow(`SELECT count(*) FROM person p JOIN person n ON n.household = p.household
		WHERE n.name = $1 AND p.key < n.key AND p.child_until > date('now')`, newChild).Scan(&row)
	if err != nil {
		return 0, fmt.Errorf("find the new child: %w", err)
	}
	return row, nil
}

// checkLaptop verifies that what was typed is saved as it was meant, and that
// nothing waits.
func (t *tour) checkLaptop() error {
	db, err := t.open()
	if err != nil {
		return err
	}
	defer db.Close()
	var pin string
	if err := db.QueryRow(`SELECT pin FROM person WHERE name = $1`, newChild).Scan(&pin); err != nil {
		return fmt.Errorf("find %s on the laptop: %w", newChild, err)
	}
	var waiting int
	if err := db.QueryRow(`SELECT count(*) FROM waiting`).Scan(&waiting); err != nil {
		return err
	}
	if err := t.report.check(pin == "096321912345", "laptop: %s has the number that was typed", newChild); err != nil {
		return err
	}
	return t.report.check(waiting == 0, "laptop: %d changes wait after the sync", waiting)
}
