package screen

import (
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// NewVeil returns the veil that lies over a sensitive field until somebody asks
// to see it: «•••• Hiện».
func NewVeil(field kit.Field) *kit.Veil {
	return kit.NewVeil(field, words.Say("sensitive.show"), words.Say("sensitive.key"))
}

// IsSensitive tells whether a field of a record is shown on demand only.
func IsSensitive(kind, field string) bool {
	switch kind {
	case registry.KindPerson:
		return registry.ClassOf[registry.Person](field) == registry.Sensitive
	case registry.KindHousehold:
		return registry.ClassOf[registry.Household](field) == registry.Sensitive
	}
	return false
}
