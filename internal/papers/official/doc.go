// Package official makes official papers: one Document comes out as a PDF to print
// and sign, and as a DOCX for officers who want to change a word. It knows the
// form of letters (Decree 30/2020: national title and motto at the right, the
// office at the left, signature blocks, «Nơi nhận»), not what they are about.
//
// The PDF embeds a Times-like face; the DOCX names Times New Roman, which every
// office has. The same Document gives the same bytes.
package official
