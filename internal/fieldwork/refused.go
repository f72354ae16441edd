package fieldwork

import (
	"thamho.vn/internal/registry"
)

// Refused is the error of an act that a rule stopped. Nothing was written;
// Found holds everything that was found, warnings too.
type Refused struct {
	Found []registry.Finding
}

// Error names the rules, for logs.
func (r *Refused) Error() string {
	s := "refused:"
	for _, f := range registry.Stops(r.Found) {
		s += " " + f.Code
	}
	return s
}

// Unwrap gives the first stop as a registry.Error, so that code, field and
// text are found as everywhere.
func (r *Refused) Unwrap() error {
	stop := registry.Stops(r.Found)[0]
	return registry.Bad(stop.Code, stop.Field, stop.Args)
}

// refuse returns a *Refused when something found is a stop.
func refuse(found []registry.Finding) error {
	if len(registry.Stops(found)) == 0 {
		return nil
	}
	return &Refused{Found: found}
}
