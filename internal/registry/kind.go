package registry

// The kinds of record. A kind's name stands in every change and never changes.
const (
	KindUnit       = "unit"
	KindGroup      = "group"
	KindTarget     = "target"
	KindGrant      = "grant"
	KindHousehold  = "household"
	KindPerson     = "person"
	KindVisit      = "visit"
	KindProtected  = "protected"  // companion of a person, in the commune's scope
	KindPolice     = "policelist" // a list handed to the commune police
	KindPoliceLine = "policeline"
	KindExport     = "export" // a list that left the program
	KindHandover   = "handover"
	KindReport     = "report" // a count of a day, kept
	KindPlaced     = "placed" // where a hamlet of a divided commune went
)

// The roles a grant can give.
const (
	RoleHamlet   = "hamlet"   // tổ công tác ấp, khóm
	RoleCommune  = "commune"  // cán bộ xã
	RoleProvince = "province" // cấp tỉnh
	RoleServer   = "server"
)

// FieldCert is the field of a grant record that holds the signed grant.
const FieldCert = "cert"
