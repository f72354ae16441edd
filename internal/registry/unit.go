package registry

import "github.com/google/uuid"

// Level is the level of an administrative unit. Districts exist until
// 2025-06-30 only.
type Level string

// The levels.
const (
	LevelProvince Level = "tinh"
	LevelDistrict Level = "huyen"
	LevelCommune  Level = "xa"
	LevelHamlet   Level = "ap"
)

// Unit is an administrative unit for a period. (Code, From) is its key among
// papers; its UUID is its key among records; hamlets have no code at all.
type Unit struct {
	Code   string    `th:"ma"`
	Name   string    `th:"ten"`  // without the kind: Tạ An Khương
	Type   string    `th:"loai"` // xã, phường, thị trấn, huyện, thành phố, tỉnh, ấp, khóm
	Level  Level     `th:"cap"`
	Parent uuid.UUID `th:"cha"`
	From   Date      `th:"tu_ngay"`
	Until  Date      `th:"den_ngay"` // last day; unknown while it stands
	Scope  uuid.UUID `th:"pham_vi"`  // the scope of its records, for hamlets and communes
	Order  int       `th:"thu_tu"`   // place in the official list
}

// FullName is the kind and the name: xã Tạ An Khương.
func (u Unit) FullName() string {
	if u.Type == "" {
		return u.Name
	}
	return u.Type + " " + u.Name
}

// Target is the number of children a unit is to reach, with the day and the
// source it comes from (FACTS 0.2), and the totals reported for it while the
// children themselves are not on record here.
type Target struct {
	Unit     uuid.UUID `th:"don_vi"`
	AsOf     Date      `th:"tinh_den"`
	Source   string    `th:"nguon"`
	Children int       `th:"tre"`
	Entered  int       `th:"da_nhap"` // reported, not counted
	NoNumber int       `th:"chua_so"` // reported, not counted
}

// Group is a working group of Project 06 (tổ công tác).
type Group struct {
	Unit uuid.UUID `th:"don_vi"`
	Kind string    `th:"loai"` // tinh, cong_an_tinh, huyen, xa, ap
	Name string    `th:"ten"`
}
