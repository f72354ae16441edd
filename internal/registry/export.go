package registry

import "github.com/google/uuid"

// Export is the record of a list that left the program: for what purpose, until
// when it may be used, and how many children stand on it (Law 91/2025, Art. 3:
// purpose and retention of each).
type Export struct {
	Unit    uuid.UUID `th:"don_vi"`
	Purpose string    `th:"muc_dich"`
	Until   Date      `th:"den_ngay"`
	Kind    string    `th:"mau"`
	Rows    int       `th:"so_dong"`
	On      Date      `th:"ngay"`
	// Sensitive are the codes of the sensitive fields that stand on it.
	Sensitive []string `th:"muc_nhay_cam"`
}
