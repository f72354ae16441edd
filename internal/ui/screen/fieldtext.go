package screen

import (
	"encoding/json"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/words"
)

// FieldText is a field of a person as it is shown, «–» when it is empty.
func FieldText(p registry.Person, field string) string {
	text := ""
	switch field {
	case registry.FieldName:
		text = p.Name
	case registry.FieldBirth:
		text = p.Birth.String()
	case registry.FieldSex:
		if p.Sex != "" {
			text = words.Say("sex." + string(p.Sex))
		}
	case registry.FieldEthnic:
		text = p.Ethnic
	case registry.FieldNumber:
		text = p.Number.PIN.Grouped()
		if p.Number.Standing == registry.Verified {
			text += " " + words.Say("number."+string(registry.Verified))
		}
	case registry.FieldMother:
		text = p.Mother
	case registry.FieldFather:
		text = p.Father
	case registry.FieldCertificate:
		text = p.Certificate.Number
	case registry.FieldBirthPlace:
		text = p.BirthPlace
	case registry.FieldPresence:
		if p.Presence.Where != "" {
			text = words.Say("where." + string(p.Presence.Where))
		}
	}
	if text == "" {
		return "–"
	}
	return text
}

// ValueText is a value of any field of a record, as a dispute shows it: as the
// person's form would, else the value as it is written.
func ValueText(kind, field string, value json.RawMessage) string {
	if registry.IsPhotoField(field) {
		return photoText(value)
	}
	if string(value) == "null" {
		return words.Say("dispute.empty")
	}
	if kind == registry.KindPerson {
		p, bad := registry.Decode[registry.Person](registry.Fields{field: value})
		if text := FieldText(p, field); text != "–" && len(bad) == 0 {
			return text
		}
	}
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return strings.Trim(string(value), "{}")
}

// photoText says which paper a picture shows, and when it was taken in.
func photoText(value json.RawMessage) string {
	var p registry.Photo
	if json.Unmarshal(value, &p) != nil || p.Address.IsZero() {
		return words.Say("dispute.nophoto")
	}
	kind, known := words.Find("photo.kind."+string(p.Kind), nil)
	if !known {
		kind = words.Say("photo.kind." + string(registry.PhotoOther))
	}
	return words.Say("dispute.photo", words.Args{"kind": kind, "on": p.On.Padded()})
}

// FieldName names a field of a record; one without a name of its own goes by its
// group's.
func FieldName(field string) string {
	if name, ok := words.Find("field."+field, nil); ok {
		return name
	}
	group, _, _ := strings.Cut(field, ".")
	if name, ok := words.Find("field."+group, nil); ok {
		return name
	}
	return words.Say("dispute.other")
}
