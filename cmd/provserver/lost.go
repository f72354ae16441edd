package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/papers/forms"
	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/viet"
)

// lostOptions say which laptop is lost and whose letter it is.
type lostOptions struct {
	place
	device, dir string
	office      forms.Office
}

// lost revokes a laptop that was lost, lists what is on it and drafts the notice
// that is due within 72 hours. Without --device it lists the laptops.
func lost(ctx context.Context, args []string, out io.Writer, log *slog.Logger) (err error) {
	var o lostOptions
	flags := flag.NewFlagSet("provserver lost", flag.ContinueOnError)
	flags.SetOutput(out)
	o.flags(flags)
	flags.StringVar(&o.device, "device", "", "mã máy (UUID); bỏ trống để xem danh sách máy · id of the laptop; empty lists them")
	flags.StringVar(&o.dir, "o", ".", "thư mục ghi thông báo và danh sách · folder for notice and list")
	flags.StringVar(&o.office.Agency, "agency", "UỶ BAN NHÂN DÂN ……", "cơ quan gửi thông báo · who sends the notice")
	flags.StringVar(&o.office.Place, "place", "……", "nơi gửi · place of the letter")
	flags.StringVar(&o.office.Guardian, "guardian", "", "người phụ trách bảo vệ dữ liệu cá nhân · data protection person")
	if err := parse(flags, args); err != nil {
		return err
	}
	c, err := o.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if o.device == "" {
		return listDevices(ctx, c, out)
	}
	device, err := uuid.Parse(o.device)
	if err != nil {
		return fmt.Errorf("--device: %w", err)
	}
	return o.report(ctx, c, device, out)
}

func listDevices(ctx context.Context, c *central.Central, out io.Writer) error {
	devices, err := c.Devices(ctx)
	if err != nil {
		return err
	}
	for _, d := range devices {
		state := "dùng · in use"
		if !d.Revoked.IsZero() {
			state = "thu hồi · revoked " + d.Revoked.Format("02/01/2006")
		}
		contact := "–"
		if !d.Contact.IsZero() {
			contact = d.Contact.Format("02/01/2006 15:04")
		}
		fmt.Fprintf(out, "%s  %-16s  %-20s  %s  %s\n", d.Device, d.Laptop, d.User, contact, state)
	}
	return nil
}

// report revokes first: what is written afterwards may fail.
func (o lostOptions) report(ctx context.Context, c *central.Central, device uuid.UUID, out io.Writer) error {
	if _, err := c.OnDevice(ctx, device); err != nil {
		return err
	}
	if err := c.Revoke(ctx, device); err != nil {
		return err
	}
	on, err := c.OnDevice(ctx, device)
	if err != nil {
		return err
	}
	breach := registry.Breach{Lost: on, Found: time.Now()}
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	base := filepath.Join(o.dir, "mat-may-"+device.String()[:8])
	notice := forms.BreachNotice(breach, o.office)
	err = errors.Join(
		folder.Write(base+".docx", notice.DOCX), folder.Write(base+".pdf", notice.PDF),
		folder.Write(base+".csv", func(w io.Writer) error { return writeCells(w, forms.LostCells(on)) }),
	)
	if err != nil {
		return err
	}
	sum := on.Sum()
	_, err = fmt.Fprintf(out, "Đã thu hồi máy %s (%s). Trên máy nhiều nhất %s hộ, %s người. Thông báo phải gửi trước %s.\n"+
		"Revoked. The draft notice and the list of those on it: %s.{docx,pdf,csv}\n",
		on.Laptop, on.User, viet.FormatInt(sum.Households), viet.FormatInt(sum.People), breach.Until().Format("15:04 02/01/2006"), base)
	return err
}

func writeCells(w io.Writer, rows [][]string) error {
	table, err := sheet.NewCSV(w)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := table.Write(row); err != nil {
			return errors.Join(err, table.Close())
		}
	}
	return table.Close()
}
