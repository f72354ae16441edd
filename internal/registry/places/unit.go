package places

import (
	"cmp"

	"thamho.vn/internal/registry"
)

// Key is what names a unit among papers: its code means nothing without the
// day from which it stands.
type Key struct {
	Code string
	From registry.Date // 1900-01-01: since before the first list
}

// Unit is an administrative unit for a period.
type Unit struct {
	Key
	Name     string // without the kind: Tạ An Khương
	Type     string // xã, phường, thị trấn, đặc khu; huyện, quận, thị xã, thành phố; tỉnh, thành phố
	Level    registry.Level
	Until    registry.Date // last day; unknown while it stands
	Parent   Key           // the one it had last
	Province string        // the name of the province it had last; its own for a province
}

// FullName is the kind and the name: xã Tạ An Khương.
func (u Unit) FullName() string {
	if u.Type == "" {
		return u.Name
	}
	return u.Type + " " + u.Name
}

// stands tells whether the unit stood on the day, or on one that it may be.
func (u Unit) stands(on registry.Date) bool {
	if !on.Known() {
		return true
	}
	return !u.From.After(on) && !(u.Until.Known() && on.After(u.Until))
}

// types are the kinds as the tables write them. A thành phố without a parent
// is a province.
var types = map[string]struct {
	word  string
	level registry.Level
}{
	"tinh":      {"tỉnh", registry.LevelProvince},
	"huyen":     {"huyện", registry.LevelDistrict},
	"quan":      {"quận", registry.LevelDistrict},
	"thi_xa":    {"thị xã", registry.LevelDistrict},
	"thanh_pho": {"thành phố", registry.LevelDistrict},
	"xa":        {"xã", registry.LevelCommune},
	"phuong":    {"phường", registry.LevelCommune},
	"thi_tran":  {"thị trấn", registry.LevelCommune},
	"dac_khu":   {"đặc khu", registry.LevelCommune},
}

// overlaps tells whether there was a day on which both stood.
func (u Unit) overlaps(o Unit) bool {
	return !(o.Until.Known() && u.From.After(o.Until)) && !(u.Until.Known() && o.From.After(u.Until))
}

// compareDays orders whole days.
func compareDays(a, b registry.Date) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
}
