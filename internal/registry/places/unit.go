package places

import "thamho.vn/internal/registry"

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

// kind is a kind of unit.
type kind struct {
	word  string
	level registry.Level
}

// mayBe tells whether a unit of this kind may be called by the word: by its own
// or by one of its level, since xã become phường.
func (k kind) mayBe(word string) bool {
	if word == "" || word == k.word {
		return true
	}
	for _, other := range kinds {
		if other.word == word && other.level == k.level {
			return true
		}
	}
	return false
}

// kinds are those of the tables. A thành phố is a district or a province.
var kinds = []kind{
	{"tỉnh", registry.LevelProvince},
	{"thành phố", registry.LevelProvince},
	{"huyện", registry.LevelDistrict},
	{"quận", registry.LevelDistrict},
	{"thị xã", registry.LevelDistrict},
	{"thành phố", registry.LevelDistrict},
	{"xã", registry.LevelCommune},
	{"phường", registry.LevelCommune},
	{"thị trấn", registry.LevelCommune},
	{"đặc khu", registry.LevelCommune},
}
