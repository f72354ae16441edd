package registry

import "github.com/google/uuid"

// KindAudit is an entry of the log of a unit. Who and when stand in the change
// itself, which is signed and countersigned like every other; entries are only
// ever created.
const KindAudit = "audit"

// AuditAct is what was done. The codes stand in signed changes and never change.
type AuditAct string

// The acts that are logged.
const (
	AuditSignIn    AuditAct = "dang_nhap"
	AuditView      AuditAct = "xem_nhay_cam" // a sensitive field was shown
	AuditExport    AuditAct = "xuat"
	AuditMerge     AuditAct = "gop"
	AuditUnmerge   AuditAct = "huy_gop"
	AuditHandover  AuditAct = "ban_giao"
	AuditRedaction AuditAct = "che"
	AuditRevoke    AuditAct = "thu_hoi_may"
)

// AuditEntry says what somebody did, to which record, why. It holds no name, no
// number and no value.
type AuditEntry struct {
	Act    AuditAct  `th:"viec"`
	Unit   uuid.UUID `th:"don_vi"`
	Record uuid.UUID `th:"ho_so"`
	Fields []string  `th:"muc"` // codes of the fields shown
	Why    string    `th:"ly_do"`
	Count  int       `th:"so_luong"`
}
