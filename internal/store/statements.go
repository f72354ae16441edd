package store

import (
	"context"
	"database/sql"
	"fmt"
)

// statements are the hot queries, prepared once. Those of the writer run
// inside its transactions by tx.StmtContext.
type statements struct {
	insertLine, insertWaiting, takeNumbers       *sql.Stmt
	findRecord, insertRecord, updateRecord       *sql.Stmt
	saveHousehold, dropHousehold                 *sql.Stmt
	savePerson, dropPerson, saveVisit, dropVisit *sql.Stmt
	saveUnit, householdWords, memberNames        *sql.Stmt
	visitSummary, setSummary                     *sql.Stmt
	dropWords, saveWords                         *sql.Stmt
	insertBlock, knownBlock                      *sql.Stmt
	dropLikeness, addLikeness, isTarget          *sql.Stmt
	keepSaid                                     *sql.Stmt

	householdRow, alike, knownRow *sql.Stmt
}

func (st *statements) prepare(ctx context.Context, write, read *sql.DB) error {
	for _, p := range []struct {
		stmt **sql.Stmt
		db   *sql.DB
		text string
	}{
		{&st.insertLine, write, sqlInsertLine},
		{&st.insertWaiting, write, sqlInsertWaiting},
		{&st.takeNumbers, write, sqlTakeNumbers},
		{&st.findRecord, write, sqlFindRecord},
		{&st.insertRecord, write, sqlInsertRecord},
		{&st.updateRecord, write, sqlUpdateRecord},
		{&st.saveHousehold, write, sqlSaveHousehold},
		{&st.dropHousehold, write, sqlDropHousehold},
		{&st.savePerson, write, sqlSavePerson},
		{&st.dropPerson, write, sqlDropPerson},
		{&st.saveVisit, write, sqlSaveVisit},
		{&st.dropVisit, write, sqlDropVisit},
		{&st.saveUnit, write, sqlSaveUnit},
		{&st.householdWords, write, sqlHouseholdWords},
		{&st.memberNames, write, sqlMemberNames},
		{&st.visitSummary, write, sqlVisitSummary},
		{&st.setSummary, write, sqlSetSummary},
		{&st.dropWords, write, sqlDropWords},
		{&st.saveWords, write, sqlSaveWords},
		{&st.insertBlock, write, sqlInsertBlock},
		{&st.knownBlock, write, sqlKnownBlock},
		{&st.dropLikeness, write, sqlDropLikeness},
		{&st.isTarget, write, sqlIsTarget},
		{&st.addLikeness, write, sqlAddLikeness},
		{&st.keepSaid, write, sqlKeepSaid},
		{&st.householdRow, read, sqlHouseholdRow},
		{&st.alike, read, sqlAlike},
		{&st.knownRow, read, sqlKnownRow},
	} {
		var err error
		if *p.stmt, err = p.db.PrepareContext(ctx, p.text); err != nil {
			return fmt.Errorf("prepare %.60q: %w", p.text, err)
		}
	}
	return nil
}
