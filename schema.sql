-- The ledger: one SQLite file that holds what the units of a government have said they will do, what became of it,
-- and every version of it that was ever known. This is the whole schema (user_version 1), read from top to bottom.
--
-- Conventions. The four plan tables bear the names and columns of the CSV files; values are REAL, in the row's own
-- unit; everything else is the very text that the CSV holds; blank is NULL and never ''. Codes, months (2022-M09) and
-- periods (2022, 2022-Q3, 2021/2025) are in their one canonical spelling.
--
-- After the CSV's columns, every plan row carries where it comes from:
--   revision     the revision that gave it its present values (0: inserted by another tool, not yet taken in)
--   origin       the sheet that they came from (table `sources`), and
--   origin_line  the line in that sheet, counted from 1.
--
-- A reference to a unit is checked when a transaction commits, so that rows and units may come in any order.
-- A list of allowed codes is written `x = 'a' OR x = 'b'`: SQLite rebuilds an IN list for every row that it checks.


-- ============================================================ the ledger itself

-- What this file is. One row. `id` tells ledgers apart, wherever their copies go.
CREATE TABLE ledger (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL CHECK (length(id) = 32),
    created TEXT NOT NULL
) STRICT;

-- Every write is a revision, numbered from 1. `at` is UTC and never goes backwards. `undoes` is the revision that an
-- undo or revert takes back; `restores` the revision whose state an undo, redo or restore brings back (0: the empty
-- ledger). An author is NULL where another tool wrote.
CREATE TABLE revisions (
    id INTEGER PRIMARY KEY CHECK (id >= 1),
    at TEXT NOT NULL,
    author TEXT,
    command TEXT NOT NULL,
    message TEXT,
    undoes INTEGER REFERENCES revisions (id),
    restores INTEGER
) STRICT;

-- How many rows of each table a revision added, changed and removed, written when it is complete. With them `check`
-- can prove that no version is missing from the history.
CREATE TABLE revision_counts (
    revision INTEGER NOT NULL REFERENCES revisions (id),
    entity TEXT NOT NULL CHECK (entity = 'units' OR entity = 'goals' OR entity = 'projects' OR entity = 'metrics'),
    added INTEGER NOT NULL CHECK (added >= 0),
    changed INTEGER NOT NULL CHECK (changed >= 0),
    removed INTEGER NOT NULL CHECK (removed >= 0),
    PRIMARY KEY (revision, entity)
) STRICT, WITHOUT ROWID;

-- The sheets that a revision read: `rows` data rows of a file (or of one sheet of a workbook) with this SHA-256.
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL REFERENCES revisions (id),
    entity TEXT NOT NULL,
    name TEXT NOT NULL,
    sheet TEXT,
    sha256 TEXT NOT NULL,
    encoding TEXT NOT NULL,
    rows INTEGER NOT NULL
) STRICT;
CREATE INDEX sources_by_revision ON sources (revision);

-- Which row a rename made of which. In the plan's tables a renamed row is one removed and one added, by one revision;
-- this joins the two. Keys are written with slashes (`unit/code`, `unit/code/period`). Rows that only follow, as the
-- goals inside a renamed one and all rows of a renamed unit do, have their lines as well. An undo or redo adds no
-- line: a row has a former key only where its first version under the new one begins.
CREATE TABLE renames (
    revision INTEGER NOT NULL REFERENCES revisions (id),
    entity TEXT NOT NULL CHECK (entity = 'units' OR entity = 'goals' OR entity = 'projects' OR entity = 'metrics'),
    old_key TEXT NOT NULL,
    new_key TEXT NOT NULL,
    PRIMARY KEY (entity, old_key, revision),
    UNIQUE (entity, new_key, revision)
) STRICT, WITHOUT ROWID;

-- Names that people give to revisions (上报版), each with who gave it and when. A tag is no change of the plan and
-- therefore no revision: undo leaves it alone, and it stays on its revision whatever is written later.
CREATE TABLE tags (
    name TEXT NOT NULL CHECK (name <> ''),
    revision INTEGER NOT NULL REFERENCES revisions (id),
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

-- The revision being written, if any: at most one row. taizhang puts its own number here and takes it away before it
-- commits. When another tool changes a plan row, the triggers below find the table empty and open a revision of their
-- own (`outside` = 1), which stays open until the next command that writes closes it.
CREATE TABLE writing (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    revision INTEGER REFERENCES revisions (id),
    outside INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TRIGGER writing_opened AFTER INSERT ON writing WHEN new.revision IS NULL
BEGIN
    INSERT INTO revisions (at, command)
    SELECT max(strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), coalesce(max(at), '')), 'outside' FROM revisions;
    UPDATE writing SET revision = (SELECT max(id) FROM revisions);
END;

-- Nothing edits or deletes a revision.
CREATE TRIGGER revisions_are_kept BEFORE DELETE ON revisions
BEGIN
    SELECT RAISE(ABORT, 'a revision is never deleted');
END;
CREATE TRIGGER revisions_are_final BEFORE UPDATE ON revisions
BEGIN
    SELECT RAISE(ABORT, 'a revision is never edited');
END;


-- ============================================================ the plan

-- Who: the city, its towns and its bureaus. The key is the official division code where there is one.
-- `aliases` are further names, separated by `、`; a unit may be referred to in a sheet by any of its names.
CREATE TABLE units (
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (
        kind = 'province' OR kind = 'prefecture' OR kind = 'city' OR kind = 'county'
        OR kind = 'district' OR kind = 'subdistrict' OR kind = 'town' OR kind = 'township'
        OR kind = 'department' OR kind = 'zone' OR kind = 'soe' OR kind = 'village' OR kind = 'other'
    ),
    parent TEXT REFERENCES units (code) DEFERRABLE INITIALLY DEFERRED,
    short_name TEXT,
    aliases TEXT,
    sort INTEGER,
    active TEXT NOT NULL DEFAULT 'yes' CHECK (active = 'yes' OR active = 'no'),
    note TEXT,
    revision INTEGER NOT NULL DEFAULT 0,
    origin INTEGER,
    origin_line INTEGER,
    PRIMARY KEY (code)
) STRICT;
CREATE INDEX units_by_revision ON units (revision);

-- What a unit says it will do: a vision, its goals, their tasks. Codes are unique inside the unit, and dots say the
-- hierarchy (G1.2 is inside G1); `parent` holds only what a sheet states, as `G1` or, across units, `unit/G1`.
CREATE TABLE goals (
    unit TEXT NOT NULL REFERENCES units (code) DEFERRABLE INITIALLY DEFERRED,
    code TEXT NOT NULL CHECK (code <> ''),
    title TEXT NOT NULL CHECK (title <> ''),
    kind TEXT NOT NULL DEFAULT 'goal' CHECK (kind = 'vision' OR kind = 'goal' OR kind = 'task'),
    parent TEXT,
    period TEXT,
    due TEXT,
    owner TEXT,
    partners TEXT,
    status TEXT CHECK (
        status = 'not_started' OR status = 'ongoing' OR status = 'done' OR status = 'standing'
        OR status = 'suspended' OR status = 'cancelled'
    ),
    source TEXT,
    quote TEXT,
    note TEXT,
    revision INTEGER NOT NULL DEFAULT 0,
    origin INTEGER,
    origin_line INTEGER,
    PRIMARY KEY (unit, code)
) STRICT;
CREATE INDEX goals_by_revision ON goals (revision);

-- Projects and bundles of projects: `count` says how many one row stands for. A row inside another (by `parent`, or
-- by its dotted code) is part of it and is never added to it again. Money is in `money_unit`, the unit as stated;
-- `scope` keeps a bureau's city-wide figures (area) apart from a town's own.
CREATE TABLE projects (
    unit TEXT NOT NULL REFERENCES units (code) DEFERRABLE INITIALLY DEFERRED,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    count INTEGER NOT NULL DEFAULT 1 CHECK (count >= 1),
    parent TEXT,
    goal TEXT,
    category TEXT CHECK (
        category = 'industry' OR category = 'infrastructure' OR category = 'livelihood'
        OR category = 'other'
    ),
    stage TEXT CHECK (
        stage = 'planned' OR stage = 'signed' OR stage = 'prelim' OR stage = 'started'
        OR stage = 'building' OR stage = 'completed' OR stage = 'operating' OR stage = 'suspended'
        OR stage = 'cancelled'
    ),
    scope TEXT NOT NULL DEFAULT 'own' CHECK (scope = 'own' OR scope = 'area'),
    total_investment REAL,
    total_investment_bound TEXT CHECK (
        total_investment_bound = 'about' OR total_investment_bound = 'over'
        OR total_investment_bound = 'at_least' OR total_investment_bound = 'under'
        OR total_investment_bound = 'at_most'
    ),
    annual_plan REAL,
    annual_done REAL,
    cumulative_done REAL,
    money_unit TEXT,
    as_of TEXT,
    place TEXT,
    owner TEXT,
    start_plan TEXT,
    start_actual TEXT,
    finish_plan TEXT,
    finish_actual TEXT,
    progress TEXT,
    problem TEXT,
    source TEXT,
    quote TEXT,
    note TEXT,
    revision INTEGER NOT NULL DEFAULT 0,
    origin INTEGER,
    origin_line INTEGER,
    PRIMARY KEY (unit, code),
    CONSTRAINT money_has_a_unit CHECK (
        money_unit IS NOT NULL
        OR coalesce(total_investment, annual_plan, annual_done, cumulative_done) IS NULL
    )
) STRICT;
CREATE INDEX projects_by_revision ON projects (revision);

-- Figures: one indicator (`code`, shared by all units) of one unit for one period, in `measure`, the unit as stated.
-- A bound says how a value is limited: NULL is exact, `over` 100 means more than 100. 0, NULL, status `missing` and
-- status `na` are four different things.
CREATE TABLE metrics (
    unit TEXT NOT NULL REFERENCES units (code) DEFERRABLE INITIALLY DEFERRED,
    code TEXT NOT NULL CHECK (code <> ''),
    period TEXT NOT NULL CHECK (period <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    measure TEXT NOT NULL CHECK (measure <> ''),
    baseline REAL,
    baseline_bound TEXT CHECK (
        baseline_bound = 'about' OR baseline_bound = 'over' OR baseline_bound = 'at_least'
        OR baseline_bound = 'under' OR baseline_bound = 'at_most'
    ),
    target REAL,
    target_bound TEXT CHECK (
        target_bound = 'about' OR target_bound = 'over' OR target_bound = 'at_least'
        OR target_bound = 'under' OR target_bound = 'at_most'
    ),
    actual REAL,
    actual_bound TEXT CHECK (
        actual_bound = 'about' OR actual_bound = 'over' OR actual_bound = 'at_least'
        OR actual_bound = 'under' OR actual_bound = 'at_most'
    ),
    goal TEXT,
    project TEXT,
    direction TEXT NOT NULL DEFAULT 'up' CHECK (direction = 'up' OR direction = 'down'),
    agg TEXT CHECK (agg = 'sum' OR agg = 'mean' OR agg = 'none'),
    basis TEXT CHECK (basis = 'flow' OR basis = 'cumulative' OR basis = 'stock'),
    scope TEXT NOT NULL DEFAULT 'own' CHECK (scope = 'own' OR scope = 'area'),
    nature TEXT CHECK (nature = 'binding' OR nature = 'expected' OR nature = 'task'),
    status TEXT CHECK (
        status = 'final' OR status = 'provisional' OR status = 'estimated' OR status = 'missing'
        OR status = 'na' OR status = 'included' OR status = 'break'
    ),
    source TEXT,
    quote TEXT,
    note TEXT,
    revision INTEGER NOT NULL DEFAULT 0,
    origin INTEGER,
    origin_line INTEGER,
    PRIMARY KEY (unit, code, period)
) STRICT;
CREATE INDEX metrics_by_revision ON metrics (revision);


-- ============================================================ the past
--
-- A superseded row moves here: the same columns, and the revision that `ended` it. `revision` is its birth, so a row
-- was true from `revision` up to, and not including, `ended`. A version born and ended in one revision is not kept.

CREATE TABLE units_history (
    code TEXT NOT NULL,
    name TEXT,
    kind TEXT,
    parent TEXT,
    short_name TEXT,
    aliases TEXT,
    sort INTEGER,
    active TEXT,
    note TEXT,
    revision INTEGER NOT NULL,
    origin INTEGER,
    origin_line INTEGER,
    ended INTEGER NOT NULL,
    PRIMARY KEY (code, revision),
    CHECK (ended > revision)
) STRICT;
CREATE INDEX units_history_by_birth ON units_history (revision);
CREATE INDEX units_history_by_end ON units_history (ended);

CREATE TABLE goals_history (
    unit TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT,
    kind TEXT,
    parent TEXT,
    period TEXT,
    due TEXT,
    owner TEXT,
    partners TEXT,
    status TEXT,
    source TEXT,
    quote TEXT,
    note TEXT,
    revision INTEGER NOT NULL,
    origin INTEGER,
    origin_line INTEGER,
    ended INTEGER NOT NULL,
    PRIMARY KEY (unit, code, revision),
    CHECK (ended > revision)
) STRICT;
CREATE INDEX goals_history_by_birth ON goals_history (revision);
CREATE INDEX goals_history_by_end ON goals_history (ended);

CREATE TABLE projects_history (
    unit TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT,
    count INTEGER,
    parent TEXT,
    goal TEXT,
    category TEXT,
    stage TEXT,
    scope TEXT,
    total_investment REAL,
    total_investment_bound TEXT,
    annual_plan REAL,
    annual_done REAL,
    cumulative_done REAL,
    money_unit TEXT,
    as_of TEXT,
    place TEXT,
    owner TEXT,
    start_plan TEXT,
    start_actual TEXT,
    finish_plan TEXT,
    finish_actual TEXT,
    progress TEXT,
    problem TEXT,
    source TEXT,
    quote TEXT,
    note TEXT,
    revision INTEGER NOT NULL,
    origin INTEGER,
    origin_line INTEGER,
    ended INTEGER NOT NULL,
    PRIMARY KEY (unit, code, revision),
    CHECK (ended > revision)
) STRICT;
CREATE INDEX projects_history_by_birth ON projects_history (revision);
CREATE INDEX projects_history_by_end ON projects_history (ended);

CREATE TABLE metrics_history (
    unit TEXT NOT NULL,
    code TEXT NOT NULL,
    period TEXT NOT NULL,
    name TEXT,
    measure TEXT,
    baseline REAL,
    baseline_bound TEXT,
    target REAL,
    target_bound TEXT,
    actual REAL,
    actual_bound TEXT,
    goal TEXT,
    project TEXT,
    direction TEXT,
    agg TEXT,
    basis TEXT,
    scope TEXT,
    nature TEXT,
    status TEXT,
    source TEXT,
    quote TEXT,
    note TEXT,
    revision INTEGER NOT NULL,
    origin INTEGER,
    origin_line INTEGER,
    ended INTEGER NOT NULL,
    PRIMARY KEY (unit, code, period, revision),
    CHECK (ended > revision)
) STRICT;
CREATE INDEX metrics_history_by_birth ON metrics_history (revision);
CREATE INDEX metrics_history_by_end ON metrics_history (ended);

-- An update that changes something moves the old row into the past, and a row changed by another tool is given that
-- tool's revision. `UPDATE OF` keeps the trigger's own update from firing it again.

CREATE TRIGGER units_updated AFTER UPDATE OF
    code, name, kind, parent, short_name, aliases, sort, active, note
ON units WHEN
    old.code IS NOT new.code
    OR old.name IS NOT new.name
    OR old.kind IS NOT new.kind
    OR old.parent IS NOT new.parent
    OR old.short_name IS NOT new.short_name
    OR old.aliases IS NOT new.aliases
    OR old.sort IS NOT new.sort
    OR old.active IS NOT new.active
    OR old.note IS NOT new.note
BEGIN
    INSERT INTO writing (one) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM writing);
    INSERT INTO units_history (
        code, name, kind, parent, short_name, aliases, sort, active, note, revision, origin, origin_line, ended
    )
    SELECT
        old.code, old.name, old.kind, old.parent, old.short_name, old.aliases, old.sort, old.active, old.note,
        old.revision, old.origin, old.origin_line, writing.revision
    FROM writing WHERE old.revision >= 1 AND old.revision < writing.revision;
    UPDATE units SET revision = writing.revision, origin = NULL, origin_line = NULL
    FROM writing WHERE writing.outside AND units.rowid = new.rowid;
END;

CREATE TRIGGER units_deleted AFTER DELETE ON units
BEGIN
    INSERT INTO writing (one) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM writing);
    INSERT INTO units_history (
        code, name, kind, parent, short_name, aliases, sort, active, note, revision, origin, origin_line, ended
    )
    SELECT
        old.code, old.name, old.kind, old.parent, old.short_name, old.aliases, old.sort, old.active, old.note,
        old.revision, old.origin, old.origin_line, writing.revision
    FROM writing WHERE old.revision >= 1 AND old.revision < writing.revision;
END;

CREATE TRIGGER goals_updated AFTER UPDATE OF
    unit, code, title, kind, parent, period, due, owner, partners, status, source, quote, note
ON goals WHEN
    old.unit IS NOT new.unit
    OR old.code IS NOT new.code
    OR old.title IS NOT new.title
    OR old.kind IS NOT new.kind
    OR old.parent IS NOT new.parent
    OR old.period IS NOT new.period
    OR old.due IS NOT new.due
    OR old.owner IS NOT new.owner
    OR old.partners IS NOT new.partners
    OR old.status IS NOT new.status
    OR old.source IS NOT new.source
    OR old.quote IS NOT new.quote
    OR old.note IS NOT new.note
BEGIN
    INSERT INTO writing (one) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM writing);
    INSERT INTO goals_history (
        unit, code, title, kind, parent, period, due, owner, partners, status, source, quote, note, revision,
        origin, origin_line, ended
    )
    SELECT
        old.unit, old.code, old.title, old.kind, old.parent, old.period, old.due, old.owner, old.partners,
        old.status, old.source, old.quote, old.note, old.revision, old.origin, old.origin_line,
        writing.revision
    FROM writing WHERE old.revision >= 1 AND old.revision < writing.revision;
    UPDATE goals SET revision = writing.revision, origin = NULL, origin_line = NULL
    FROM writing WHERE writing.outside AND goals.rowid = new.rowid;
END;

CREATE TRIGGER goals_deleted AFTER DELETE ON goals
BEGIN
    INSERT INTO writing (one) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM writing);
    INSERT INTO goals_history (
        unit, code, title, kind, parent, period, due, owner, partners, status, source, quote, note, revision,
        origin, origin_line, ended
    )
    SELECT
        old.unit, old.code, old.title, old.kind, old.parent, old.period, old.due, old.owner, old.partners,
        old.status, old.source, old.quote, old.note, old.revision, old.origin, old.origin_line,
        writing.revision
    FROM writing WHERE old.revision >= 1 AND old.revision < writing.revision;
END;

CREATE TRIGGER projects_updated AFTER UPDATE OF
    unit, code, name, count, parent, goal, category, stage, scope, total_investment, total_investment_bound,
    annual_plan, annual_done, cumulative_done, money_unit, as_of, place, owner, start_plan, start_actual,
    finish_plan, finish_actual, progress, problem, source, quote, note
ON projects WHEN
    old.unit IS NOT new.unit
    OR old.code IS NOT new.code
    OR old.name IS NOT new.name
    OR old.count IS NOT new.count
    OR old.parent IS NOT new.parent
    OR old.goal IS NOT new.goal
    OR old.category IS NOT new.category
    OR old.stage IS NOT new.stage
    OR old.scope IS NOT new.scope
    OR old.total_investment IS NOT new.total_investment
    OR old.total_investment_bound IS NOT new.total_investment_bound
    OR old.annual_plan IS NOT new.annual_plan
    OR old.annual_done IS NOT new.annual_done
    OR old.cumulative_done IS NOT new.cumulative_done
    OR old.money_unit IS NOT new.money_unit
    OR old.as_of IS NOT new.as_of
    OR old.place IS NOT new.place
    OR old.owner IS NOT new.owner
    OR old.start_plan IS NOT new.start_plan
    OR old.start_actual IS NOT new.start_actual
    OR old.finish_plan IS NOT new.finish_plan
    OR old.finish_actual IS NOT new.finish_actual
    OR old.progress IS NOT new.progress
    OR old.problem IS NOT new.problem
    OR old.source IS NOT new.source
    OR old.quote IS NOT new.quote
    OR old.note IS NOT new.note
BEGIN
    INSERT INTO writing (one) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM writing);
    INSERT INTO projects_history (
        unit, code, name, count, parent, goal, category, stage, scope, total_investment,
        total_investment_bound, annual_plan, annual_done, cumulative_done, money_unit, as_of, place, owner,
        start_plan, start_actual, finish_plan, finish_actual, progress, problem, source, quote, note, revision,
        origin, origin_line, ended
    )
    SELECT
        old.unit, old.code, old.name, old.count, old.parent, old.goal, old.category, old.stage, old.scope,
        old.total_investment, old.total_investment_bound, old.annual_plan, old.annual_done,
        old.cumulative_done, old.money_unit, old.as_of, old.place, old.owner, old.start_plan, old.start_actual,
        old.finish_plan, old.finish_actual, old.progress, old.problem, old.source, old.quote, old.note,
        old.revision, old.origin, old.origin_line, writing.revision
    FROM writing WHERE old.revision >= 1 AND old.revision < writing.revision;
    UPDATE projects SET revision = writing.revision, origin = NULL, origin_line = NULL
    FROM writing WHERE writing.outside AND projects.rowid = new.rowid;
END;

CREATE TRIGGER projects_deleted AFTER DELETE ON projects
BEGIN
    INSERT INTO writing (one) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM writing);
    INSERT INTO projects_history (
        unit, code, name, count, parent, goal, category, stage, scope, total_investment,
        total_investment_bound, annual_plan, annual_done, cumulative_done, money_unit, as_of, place, owner,
        start_plan, start_actual, finish_plan, finish_actual, progress, problem, source, quote, note, revision,
        origin, origin_line, ended
    )
    SELECT
        old.unit, old.code, old.name, old.count, old.parent, old.goal, old.category, old.stage, old.scope,
        old.total_investment, old.total_investment_bound, old.annual_plan, old.annual_done,
        old.cumulative_done, old.money_unit, old.as_of, old.place, old.owner, old.start_plan, old.start_actual,
        old.finish_plan, old.finish_actual, old.progress, old.problem, old.source, old.quote, old.note,
        old.revision, old.origin, old.origin_line, writing.revision
    FROM writing WHERE old.revision >= 1 AND old.revision < writing.revision;
END;

CREATE TRIGGER metrics_updated AFTER UPDATE OF
    unit, code, period, name, measure, baseline, baseline_bound, target, target_bound, actual, actual_bound,
    goal, project, direction, agg, basis, scope, nature, status, source, quote, note
ON metrics WHEN
    old.unit IS NOT new.unit
    OR old.code IS NOT new.code
    OR old.period IS NOT new.period
    OR old.name IS NOT new.name
    OR old.measure IS NOT new.measure
    OR old.baseline IS NOT new.baseline
    OR old.baseline_bound IS NOT new.baseline_bound
    OR old.target IS NOT new.target
    OR old.target_bound IS NOT new.target_bound
    OR old.actual IS NOT new.actual
    OR old.actual_bound IS NOT new.actual_bound
    OR old.goal IS NOT new.goal
    OR old.project IS NOT new.project
    OR old.direction IS NOT new.direction
    OR old.agg IS NOT new.agg
    OR old.basis IS NOT new.basis
    OR old.scope IS NOT new.scope
    OR old.nature IS NOT new.nature
    OR old.status IS NOT new.status
    OR old.source IS NOT new.source
    OR old.quote IS NOT new.quote
    OR old.note IS NOT new.note
BEGIN
    INSERT INTO writing (one) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM writing);
    INSERT INTO metrics_history (
        unit, code, period, name, measure, baseline, baseline_bound, target, target_bound, actual,
        actual_bound, goal, project, direction, agg, basis, scope, nature, status, source, quote, note,
        revision, origin, origin_line, ended
    )
    SELECT
        old.unit, old.code, old.period, old.name, old.measure, old.baseline, old.baseline_bound, old.target,
        old.target_bound, old.actual, old.actual_bound, old.goal, old.project, old.direction, old.agg,
        old.basis, old.scope, old.nature, old.status, old.source, old.quote, old.note, old.revision,
        old.origin, old.origin_line, writing.revision
    FROM writing WHERE old.revision >= 1 AND old.revision < writing.revision;
    UPDATE metrics SET revision = writing.revision, origin = NULL, origin_line = NULL
    FROM writing WHERE writing.outside AND metrics.rowid = new.rowid;
END;

CREATE TRIGGER metrics_deleted AFTER DELETE ON metrics
BEGIN
    INSERT INTO writing (one) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM writing);
    INSERT INTO metrics_history (
        unit, code, period, name, measure, baseline, baseline_bound, target, target_bound, actual,
        actual_bound, goal, project, direction, agg, basis, scope, nature, status, source, quote, note,
        revision, origin, origin_line, ended
    )
    SELECT
        old.unit, old.code, old.period, old.name, old.measure, old.baseline, old.baseline_bound, old.target,
        old.target_bound, old.actual, old.actual_bound, old.goal, old.project, old.direction, old.agg,
        old.basis, old.scope, old.nature, old.status, old.source, old.quote, old.note, old.revision,
        old.origin, old.origin_line, writing.revision
    FROM writing WHERE old.revision >= 1 AND old.revision < writing.revision;
END;


-- ============================================================ for analysts
--
-- Rows with the names behind their codes. `inside_unit` and `inside_code` name the row that a row is part of: what
-- `parent` says, else the dotted prefix of its code where such a row exists. A `…_text` is a value as people write it,
-- with the word for its bound and its unit.

CREATE VIEW bound_words (code, word) AS
VALUES ('about', '约'), ('over', '超'), ('at_least', '不少于'), ('under', '不足'), ('at_most', '不超过');

CREATE VIEW goals_named AS
SELECT
    units.name AS unit_name, coalesce(units.short_name, units.name) AS unit_short_name,
    units.kind AS unit_kind, units.sort AS unit_sort,
    this.unit, this.code, this.title, this.kind, this.parent, this.period, this.due, this.owner, this.partners,
    this.status, this.source, this.quote, this.note,
    CASE
        WHEN this.parent LIKE '%/%' THEN substr(this.parent, 1, instr(this.parent, '/') - 1)
        WHEN this.parent IS NOT NULL THEN this.unit
        ELSE above.unit
    END AS inside_unit,
    CASE
        WHEN this.parent LIKE '%/%' THEN substr(this.parent, instr(this.parent, '/') + 1)
        ELSE coalesce(this.parent, above.code)
    END AS inside_code,
    this.revision
FROM goals AS this
JOIN units ON units.code = this.unit
LEFT JOIN goals AS above ON above.unit = this.unit AND above.code <> this.code
    AND above.code = rtrim(rtrim(this.code, replace(this.code, '.', '')), '.');

CREATE VIEW projects_named AS
SELECT
    units.name AS unit_name, coalesce(units.short_name, units.name) AS unit_short_name,
    units.kind AS unit_kind, units.sort AS unit_sort,
    this.unit, this.code, this.name, this.count, this.parent, this.goal, this.category, this.stage, this.scope,
    this.total_investment, this.total_investment_bound, this.annual_plan, this.annual_done,
    this.cumulative_done, this.money_unit, this.as_of, this.place, this.owner, this.start_plan,
    this.start_actual, this.finish_plan, this.finish_actual, this.progress, this.problem, this.source,
    this.quote, this.note,
    goal.title AS goal_title,
    coalesce((SELECT word FROM bound_words WHERE bound_words.code = this.total_investment_bound), '')
        || printf('%.15g', this.total_investment) || this.money_unit AS total_investment_text,
    CASE
        WHEN this.parent LIKE '%/%' THEN substr(this.parent, 1, instr(this.parent, '/') - 1)
        WHEN this.parent IS NOT NULL THEN this.unit
        ELSE above.unit
    END AS inside_unit,
    CASE
        WHEN this.parent LIKE '%/%' THEN substr(this.parent, instr(this.parent, '/') + 1)
        ELSE coalesce(this.parent, above.code)
    END AS inside_code,
    this.revision
FROM projects AS this
JOIN units ON units.code = this.unit
LEFT JOIN projects AS above ON above.unit = this.unit AND above.code <> this.code
    AND above.code = rtrim(rtrim(this.code, replace(this.code, '.', '')), '.')
LEFT JOIN goals AS goal
    ON goal.unit = iif(this.goal LIKE '%/%', substr(this.goal, 1, instr(this.goal, '/') - 1), this.unit)
    AND goal.code = substr(this.goal, instr(this.goal, '/') + 1);

-- Whose figures count in a total, by one rule: a project inside no other (`root_unit`, `root_code`) counts with its own
-- figure, else with those of the nearest rows inside it that state one; city-wide rows never count for a unit's own, nor
-- the other way round. `figure` is total (total_investment), plan (annual_plan), done (annual_done) or rated (rows with
-- both plan and done); `is_inside` says that the figure is not the root's own, so that the sum is a part at least.
CREATE VIEW counted_figures AS
WITH RECURSIVE
stated (figure, unit, code) AS (
    SELECT 'total', unit, code FROM projects WHERE total_investment IS NOT NULL
    UNION ALL SELECT 'plan', unit, code FROM projects WHERE annual_plan IS NOT NULL
    UNION ALL SELECT 'done', unit, code FROM projects WHERE annual_done IS NOT NULL
    UNION ALL SELECT 'rated', unit, code FROM projects WHERE annual_plan IS NOT NULL AND annual_done IS NOT NULL
),
climbing (figure, unit, code, scope, at_unit, at_code, inside_unit, inside_code) AS (
    SELECT stated.figure, this.unit, this.code, this.scope, this.unit, this.code, this.inside_unit, this.inside_code
    FROM stated CROSS JOIN projects_named AS this ON this.unit = stated.unit AND this.code = stated.code
    UNION
    SELECT
        climbing.figure, climbing.unit, climbing.code, climbing.scope,
        above.unit, above.code, above.inside_unit, above.inside_code
    FROM climbing
    CROSS JOIN projects_named AS above ON above.unit = climbing.inside_unit AND above.code = climbing.inside_code
    WHERE climbing.inside_code IS NOT NULL AND above.scope = climbing.scope
        AND CASE climbing.figure
            WHEN 'total' THEN above.total_investment
            WHEN 'plan' THEN above.annual_plan
            WHEN 'done' THEN above.annual_done
            ELSE above.annual_plan + above.annual_done
        END IS NULL
)
SELECT
    at_unit AS root_unit, at_code AS root_code, figure, unit, code,
    at_unit <> unit OR at_code <> code AS is_inside
FROM climbing WHERE inside_code IS NULL;

CREATE VIEW metrics_named AS
SELECT
    units.name AS unit_name, coalesce(units.short_name, units.name) AS unit_short_name,
    units.kind AS unit_kind, units.sort AS unit_sort,
    this.unit, this.code, this.period, this.name, this.measure, this.baseline, this.baseline_bound,
    this.target, this.target_bound, this.actual, this.actual_bound, this.goal, this.project, this.direction,
    this.agg, this.basis, this.scope, this.nature, this.status, this.source, this.quote, this.note,
    goal.title AS goal_title,
    coalesce((SELECT word FROM bound_words WHERE bound_words.code = this.baseline_bound), '')
        || printf('%.15g', this.baseline) || this.measure AS baseline_text,
    coalesce((SELECT word FROM bound_words WHERE bound_words.code = this.target_bound), '')
        || printf('%.15g', this.target) || this.measure AS target_text,
    coalesce((SELECT word FROM bound_words WHERE bound_words.code = this.actual_bound), '')
        || printf('%.15g', this.actual) || this.measure AS actual_text,
    this.revision
FROM metrics AS this
JOIN units ON units.code = this.unit
LEFT JOIN goals AS goal
    ON goal.unit = iif(this.goal LIKE '%/%', substr(this.goal, 1, instr(this.goal, '/') - 1), this.unit)
    AND goal.code = substr(this.goal, instr(this.goal, '/') + 1);

-- The revisions with how many rows each of them added, changed and removed.
CREATE VIEW revision_log AS
SELECT
    revisions.id, revisions.at, revisions.author, revisions.command, revisions.message,
    revisions.undoes, revisions.restores,
    sum(counts.added) AS added, sum(counts.changed) AS changed, sum(counts.removed) AS removed
FROM revisions
LEFT JOIN revision_counts AS counts ON counts.revision = revisions.id
GROUP BY revisions.id;

-- Every version of every row of units: true from revision `since` until revision `until` (NULL: still true). The table as
-- revision 3 left it is WHERE since BETWEEN 1 AND 3 AND (until IS NULL OR until > 3); `--as-of 3` shows all that so.
CREATE VIEW units_versions AS
SELECT
    code, name, kind, parent, short_name, aliases, sort, active, note, revision AS since, ended AS until,
    origin, origin_line
FROM units_history
UNION ALL
SELECT
    code, name, kind, parent, short_name, aliases, sort, active, note, revision, NULL, origin, origin_line
FROM units;

-- Every version of every row of goals: true from revision `since` until revision `until` (NULL: still true).
CREATE VIEW goals_versions AS
SELECT
    unit, code, title, kind, parent, period, due, owner, partners, status, source, quote, note,
    revision AS since, ended AS until, origin, origin_line
FROM goals_history
UNION ALL
SELECT
    unit, code, title, kind, parent, period, due, owner, partners, status, source, quote, note, revision, NULL,
    origin, origin_line
FROM goals;

-- Every version of every row of projects: true from revision `since` until revision `until` (NULL: still true).
CREATE VIEW projects_versions AS
SELECT
    unit, code, name, count, parent, goal, category, stage, scope, total_investment, total_investment_bound,
    annual_plan, annual_done, cumulative_done, money_unit, as_of, place, owner, start_plan, start_actual,
    finish_plan, finish_actual, progress, problem, source, quote, note, revision AS since, ended AS until,
    origin, origin_line
FROM projects_history
UNION ALL
SELECT
    unit, code, name, count, parent, goal, category, stage, scope, total_investment, total_investment_bound,
    annual_plan, annual_done, cumulative_done, money_unit, as_of, place, owner, start_plan, start_actual,
    finish_plan, finish_actual, progress, problem, source, quote, note, revision, NULL, origin, origin_line
FROM projects;

-- Every version of every row of metrics: true from revision `since` until revision `until` (NULL: still true).
CREATE VIEW metrics_versions AS
SELECT
    unit, code, period, name, measure, baseline, baseline_bound, target, target_bound, actual, actual_bound,
    goal, project, direction, agg, basis, scope, nature, status, source, quote, note, revision AS since,
    ended AS until, origin, origin_line
FROM metrics_history
UNION ALL
SELECT
    unit, code, period, name, measure, baseline, baseline_bound, target, target_bound, actual, actual_bound,
    goal, project, direction, agg, basis, scope, nature, status, source, quote, note, revision, NULL, origin,
    origin_line
FROM metrics;

-- What each revision did to the rows of units: `change` is added, changed or removed, `old_…` the value before. (The
-- plus keeps SQLite on the key: one revision may have ended many rows.)
CREATE VIEW units_changes AS
SELECT
    now.since AS revision, iif(was.ended IS NULL, 'added', 'changed') AS change,
    now.code, was.name AS old_name, now.name, was.kind AS old_kind, now.kind, was.parent AS old_parent, now.parent,
    was.short_name AS old_short_name, now.short_name, was.aliases AS old_aliases, now.aliases, was.sort AS old_sort,
    now.sort, was.active AS old_active, now.active, was.note AS old_note, now.note
FROM units_versions AS now
LEFT JOIN units_history AS was
    ON was.code = now.code AND +was.ended = now.since
UNION ALL
SELECT
    was.ended, 'removed', was.code, was.name, NULL, was.kind, NULL, was.parent, NULL, was.short_name, NULL,
    was.aliases, NULL, was.sort, NULL, was.active, NULL, was.note, NULL
FROM units_history AS was
WHERE NOT EXISTS (
        SELECT 1 FROM units AS now
        WHERE now.code = was.code AND now.revision = was.ended
    )
    AND NOT EXISTS (
        SELECT 1 FROM units_history AS now
        WHERE now.code = was.code AND now.revision = was.ended
    );

-- What each revision did to the rows of goals: `change` is added, changed or removed, `old_…` the value before.
CREATE VIEW goals_changes AS
SELECT
    now.since AS revision, iif(was.ended IS NULL, 'added', 'changed') AS change,
    now.unit, now.code, was.title AS old_title, now.title, was.kind AS old_kind, now.kind, was.parent AS old_parent,
    now.parent, was.period AS old_period, now.period, was.due AS old_due, now.due, was.owner AS old_owner, now.owner,
    was.partners AS old_partners, now.partners, was.status AS old_status, now.status, was.source AS old_source,
    now.source, was.quote AS old_quote, now.quote, was.note AS old_note, now.note
FROM goals_versions AS now
LEFT JOIN goals_history AS was
    ON was.unit = now.unit AND was.code = now.code AND +was.ended = now.since
UNION ALL
SELECT
    was.ended, 'removed', was.unit, was.code, was.title, NULL, was.kind, NULL, was.parent, NULL, was.period, NULL,
    was.due, NULL, was.owner, NULL, was.partners, NULL, was.status, NULL, was.source, NULL, was.quote, NULL,
    was.note, NULL
FROM goals_history AS was
WHERE NOT EXISTS (
        SELECT 1 FROM goals AS now
        WHERE now.unit = was.unit AND now.code = was.code AND now.revision = was.ended
    )
    AND NOT EXISTS (
        SELECT 1 FROM goals_history AS now
        WHERE now.unit = was.unit AND now.code = was.code AND now.revision = was.ended
    );

-- What each revision did to the rows of projects: `change` is added, changed or removed, `old_…` the value before.
CREATE VIEW projects_changes AS
SELECT
    now.since AS revision, iif(was.ended IS NULL, 'added', 'changed') AS change,
    now.unit, now.code, was.name AS old_name, now.name, was.count AS old_count, now.count, was.parent AS old_parent,
    now.parent, was.goal AS old_goal, now.goal, was.category AS old_category, now.category, was.stage AS old_stage,
    now.stage, was.scope AS old_scope, now.scope, was.total_investment AS old_total_investment, now.total_investment,
    was.total_investment_bound AS old_total_investment_bound, now.total_investment_bound,
    was.annual_plan AS old_annual_plan, now.annual_plan, was.annual_done AS old_annual_done, now.annual_done,
    was.cumulative_done AS old_cumulative_done, now.cumulative_done, was.money_unit AS old_money_unit,
    now.money_unit, was.as_of AS old_as_of, now.as_of, was.place AS old_place, now.place, was.owner AS old_owner,
    now.owner, was.start_plan AS old_start_plan, now.start_plan, was.start_actual AS old_start_actual,
    now.start_actual, was.finish_plan AS old_finish_plan, now.finish_plan, was.finish_actual AS old_finish_actual,
    now.finish_actual, was.progress AS old_progress, now.progress, was.problem AS old_problem, now.problem,
    was.source AS old_source, now.source, was.quote AS old_quote, now.quote, was.note AS old_note, now.note
FROM projects_versions AS now
LEFT JOIN projects_history AS was
    ON was.unit = now.unit AND was.code = now.code AND +was.ended = now.since
UNION ALL
SELECT
    was.ended, 'removed', was.unit, was.code, was.name, NULL, was.count, NULL, was.parent, NULL, was.goal, NULL,
    was.category, NULL, was.stage, NULL, was.scope, NULL, was.total_investment, NULL, was.total_investment_bound,
    NULL, was.annual_plan, NULL, was.annual_done, NULL, was.cumulative_done, NULL, was.money_unit, NULL, was.as_of,
    NULL, was.place, NULL, was.owner, NULL, was.start_plan, NULL, was.start_actual, NULL, was.finish_plan, NULL,
    was.finish_actual, NULL, was.progress, NULL, was.problem, NULL, was.source, NULL, was.quote, NULL, was.note, NULL
FROM projects_history AS was
WHERE NOT EXISTS (
        SELECT 1 FROM projects AS now
        WHERE now.unit = was.unit AND now.code = was.code AND now.revision = was.ended
    )
    AND NOT EXISTS (
        SELECT 1 FROM projects_history AS now
        WHERE now.unit = was.unit AND now.code = was.code AND now.revision = was.ended
    );

-- What each revision did to the rows of metrics: `change` is added, changed or removed, `old_…` the value before.
CREATE VIEW metrics_changes AS
SELECT
    now.since AS revision, iif(was.ended IS NULL, 'added', 'changed') AS change,
    now.unit, now.code, now.period, was.name AS old_name, now.name, was.measure AS old_measure, now.measure,
    was.baseline AS old_baseline, now.baseline, was.baseline_bound AS old_baseline_bound, now.baseline_bound,
    was.target AS old_target, now.target, was.target_bound AS old_target_bound, now.target_bound,
    was.actual AS old_actual, now.actual, was.actual_bound AS old_actual_bound, now.actual_bound,
    was.goal AS old_goal, now.goal, was.project AS old_project, now.project, was.direction AS old_direction,
    now.direction, was.agg AS old_agg, now.agg, was.basis AS old_basis, now.basis, was.scope AS old_scope, now.scope,
    was.nature AS old_nature, now.nature, was.status AS old_status, now.status, was.source AS old_source, now.source,
    was.quote AS old_quote, now.quote, was.note AS old_note, now.note
FROM metrics_versions AS now
LEFT JOIN metrics_history AS was
    ON was.unit = now.unit AND was.code = now.code AND was.period = now.period AND +was.ended = now.since
UNION ALL
SELECT
    was.ended, 'removed', was.unit, was.code, was.period, was.name, NULL, was.measure, NULL, was.baseline, NULL,
    was.baseline_bound, NULL, was.target, NULL, was.target_bound, NULL, was.actual, NULL, was.actual_bound, NULL,
    was.goal, NULL, was.project, NULL, was.direction, NULL, was.agg, NULL, was.basis, NULL, was.scope, NULL,
    was.nature, NULL, was.status, NULL, was.source, NULL, was.quote, NULL, was.note, NULL
FROM metrics_history AS was
WHERE NOT EXISTS (
        SELECT 1 FROM metrics AS now
        WHERE now.unit = was.unit AND now.code = was.code AND now.period = was.period AND now.revision = was.ended
    )
    AND NOT EXISTS (
        SELECT 1 FROM metrics_history AS now
        WHERE now.unit = was.unit AND now.code = was.code AND now.period = was.period AND now.revision = was.ended
    );

-- Every cell that a revision gave another value, of all tables: what `taizhang blame` reads. The cells of an added row
-- have no old value, those of a removed row no new one; `key` is written with slashes. Values keep their types. Ask for
-- one revision, or join `units_changes` and its like, where the ledger is large.
CREATE VIEW changed_cells AS
SELECT
    step.revision, revisions.at, revisions.author, 'units' AS entity,
    step.code AS key, cell.column1 AS column,
    CASE cell.column1
        WHEN 'name' THEN step.old_name WHEN 'kind' THEN step.old_kind WHEN 'parent' THEN step.old_parent
        WHEN 'short_name' THEN step.old_short_name WHEN 'aliases' THEN step.old_aliases
        WHEN 'sort' THEN step.old_sort WHEN 'active' THEN step.old_active WHEN 'note' THEN step.old_note
    END AS old,
    CASE cell.column1
        WHEN 'name' THEN step.name WHEN 'kind' THEN step.kind WHEN 'parent' THEN step.parent
        WHEN 'short_name' THEN step.short_name WHEN 'aliases' THEN step.aliases WHEN 'sort' THEN step.sort
        WHEN 'active' THEN step.active WHEN 'note' THEN step.note
    END AS new,
    step.change
FROM units_changes AS step
JOIN (
    VALUES
    ('name'), ('kind'), ('parent'), ('short_name'), ('aliases'), ('sort'), ('active'), ('note')
) AS cell
LEFT JOIN revisions ON revisions.id = step.revision
WHERE old IS NOT new
UNION ALL
SELECT
    step.revision, revisions.at, revisions.author, 'goals' AS entity,
    step.unit || '/' || step.code AS key, cell.column1 AS column,
    CASE cell.column1
        WHEN 'title' THEN step.old_title WHEN 'kind' THEN step.old_kind WHEN 'parent' THEN step.old_parent
        WHEN 'period' THEN step.old_period WHEN 'due' THEN step.old_due WHEN 'owner' THEN step.old_owner
        WHEN 'partners' THEN step.old_partners WHEN 'status' THEN step.old_status WHEN 'source' THEN step.old_source
        WHEN 'quote' THEN step.old_quote WHEN 'note' THEN step.old_note
    END AS old,
    CASE cell.column1
        WHEN 'title' THEN step.title WHEN 'kind' THEN step.kind WHEN 'parent' THEN step.parent
        WHEN 'period' THEN step.period WHEN 'due' THEN step.due WHEN 'owner' THEN step.owner
        WHEN 'partners' THEN step.partners WHEN 'status' THEN step.status WHEN 'source' THEN step.source
        WHEN 'quote' THEN step.quote WHEN 'note' THEN step.note
    END AS new,
    step.change
FROM goals_changes AS step
JOIN (
    VALUES
    ('title'), ('kind'), ('parent'), ('period'), ('due'), ('owner'), ('partners'), ('status'), ('source'), ('quote'),
    ('note')
) AS cell
LEFT JOIN revisions ON revisions.id = step.revision
WHERE old IS NOT new
UNION ALL
SELECT
    step.revision, revisions.at, revisions.author, 'projects' AS entity,
    step.unit || '/' || step.code AS key, cell.column1 AS column,
    CASE cell.column1
        WHEN 'name' THEN step.old_name WHEN 'count' THEN step.old_count WHEN 'parent' THEN step.old_parent
        WHEN 'goal' THEN step.old_goal WHEN 'category' THEN step.old_category WHEN 'stage' THEN step.old_stage
        WHEN 'scope' THEN step.old_scope WHEN 'total_investment' THEN step.old_total_investment
        WHEN 'total_investment_bound' THEN step.old_total_investment_bound
        WHEN 'annual_plan' THEN step.old_annual_plan WHEN 'annual_done' THEN step.old_annual_done
        WHEN 'cumulative_done' THEN step.old_cumulative_done WHEN 'money_unit' THEN step.old_money_unit
        WHEN 'as_of' THEN step.old_as_of WHEN 'place' THEN step.old_place WHEN 'owner' THEN step.old_owner
        WHEN 'start_plan' THEN step.old_start_plan WHEN 'start_actual' THEN step.old_start_actual
        WHEN 'finish_plan' THEN step.old_finish_plan WHEN 'finish_actual' THEN step.old_finish_actual
        WHEN 'progress' THEN step.old_progress WHEN 'problem' THEN step.old_problem
        WHEN 'source' THEN step.old_source WHEN 'quote' THEN step.old_quote WHEN 'note' THEN step.old_note
    END AS old,
    CASE cell.column1
        WHEN 'name' THEN step.name WHEN 'count' THEN step.count WHEN 'parent' THEN step.parent
        WHEN 'goal' THEN step.goal WHEN 'category' THEN step.category WHEN 'stage' THEN step.stage
        WHEN 'scope' THEN step.scope WHEN 'total_investment' THEN step.total_investment
        WHEN 'total_investment_bound' THEN step.total_investment_bound WHEN 'annual_plan' THEN step.annual_plan
        WHEN 'annual_done' THEN step.annual_done WHEN 'cumulative_done' THEN step.cumulative_done
        WHEN 'money_unit' THEN step.money_unit WHEN 'as_of' THEN step.as_of WHEN 'place' THEN step.place
        WHEN 'owner' THEN step.owner WHEN 'start_plan' THEN step.start_plan
        WHEN 'start_actual' THEN step.start_actual WHEN 'finish_plan' THEN step.finish_plan
        WHEN 'finish_actual' THEN step.finish_actual WHEN 'progress' THEN step.progress
        WHEN 'problem' THEN step.problem WHEN 'source' THEN step.source WHEN 'quote' THEN step.quote
        WHEN 'note' THEN step.note
    END AS new,
    step.change
FROM projects_changes AS step
JOIN (
    VALUES
    ('name'), ('count'), ('parent'), ('goal'), ('category'), ('stage'), ('scope'), ('total_investment'),
    ('total_investment_bound'), ('annual_plan'), ('annual_done'), ('cumulative_done'), ('money_unit'), ('as_of'),
    ('place'), ('owner'), ('start_plan'), ('start_actual'), ('finish_plan'), ('finish_actual'), ('progress'),
    ('problem'), ('source'), ('quote'), ('note')
) AS cell
LEFT JOIN revisions ON revisions.id = step.revision
WHERE old IS NOT new
UNION ALL
SELECT
    step.revision, revisions.at, revisions.author, 'metrics' AS entity,
    step.unit || '/' || step.code || '/' || step.period AS key, cell.column1 AS column,
    CASE cell.column1
        WHEN 'name' THEN step.old_name WHEN 'measure' THEN step.old_measure WHEN 'baseline' THEN step.old_baseline
        WHEN 'baseline_bound' THEN step.old_baseline_bound WHEN 'target' THEN step.old_target
        WHEN 'target_bound' THEN step.old_target_bound WHEN 'actual' THEN step.old_actual
        WHEN 'actual_bound' THEN step.old_actual_bound WHEN 'goal' THEN step.old_goal
        WHEN 'project' THEN step.old_project WHEN 'direction' THEN step.old_direction WHEN 'agg' THEN step.old_agg
        WHEN 'basis' THEN step.old_basis WHEN 'scope' THEN step.old_scope WHEN 'nature' THEN step.old_nature
        WHEN 'status' THEN step.old_status WHEN 'source' THEN step.old_source WHEN 'quote' THEN step.old_quote
        WHEN 'note' THEN step.old_note
    END AS old,
    CASE cell.column1
        WHEN 'name' THEN step.name WHEN 'measure' THEN step.measure WHEN 'baseline' THEN step.baseline
        WHEN 'baseline_bound' THEN step.baseline_bound WHEN 'target' THEN step.target
        WHEN 'target_bound' THEN step.target_bound WHEN 'actual' THEN step.actual
        WHEN 'actual_bound' THEN step.actual_bound WHEN 'goal' THEN step.goal WHEN 'project' THEN step.project
        WHEN 'direction' THEN step.direction WHEN 'agg' THEN step.agg WHEN 'basis' THEN step.basis
        WHEN 'scope' THEN step.scope WHEN 'nature' THEN step.nature WHEN 'status' THEN step.status
        WHEN 'source' THEN step.source WHEN 'quote' THEN step.quote WHEN 'note' THEN step.note
    END AS new,
    step.change
FROM metrics_changes AS step
JOIN (
    VALUES
    ('name'), ('measure'), ('baseline'), ('baseline_bound'), ('target'), ('target_bound'), ('actual'),
    ('actual_bound'), ('goal'), ('project'), ('direction'), ('agg'), ('basis'), ('scope'), ('nature'), ('status'),
    ('source'), ('quote'), ('note')
) AS cell
LEFT JOIN revisions ON revisions.id = step.revision
WHERE old IS NOT new;
