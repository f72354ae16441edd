package registry

// Absence is whether the family declared that it is away (khai báo tạm vắng).
type Absence struct {
	Declared Answer `json:"kb,omitempty"`
	On       Date   `json:"ngay,omitzero"`
}

// Death is the day of a death and the extract that proves it (trích lục khai
// tử).
type Death struct {
	On      Date   `json:"ngay,omitzero"`
	Extract string `json:"tl,omitempty"`
}
