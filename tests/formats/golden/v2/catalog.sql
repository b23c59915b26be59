BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE change (
	execution TEXT NOT NULL, 
	name TEXT NOT NULL, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (execution, name), 
	FOREIGN KEY(execution) REFERENCES execution (id)
);
INSERT INTO "change" VALUES('golden-1','connection',6424859774679952009);
INSERT INTO "change" VALUES('golden-1','depth',-6893626038616082722);
INSERT INTO "change" VALUES('golden-1','name',8395749982078899129);
INSERT INTO "change" VALUES('golden-2','depth',6112100990706290820);
INSERT INTO "change" VALUES('golden-2','large',5309416283336925922);
INSERT INTO "change" VALUES('golden-3','x',-8371632913314321093);
CREATE TABLE checkpoint (
	id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	execution TEXT NOT NULL, 
	session TEXT NOT NULL, 
	parent TEXT, 
	manifest TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	kept INTEGER NOT NULL, 
	skipped INTEGER NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	created_at FLOAT NOT NULL, 
	message TEXT, 
	tags INTEGER NOT NULL, 
	pinned BOOLEAN NOT NULL, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(execution) REFERENCES execution (id), 
	FOREIGN KEY(session) REFERENCES session (id), 
	UNIQUE (execution), 
	UNIQUE (position)
);
INSERT INTO "checkpoint" VALUES('924c2416c1b8be5b2e08c688d4c2b04969092b71fbb85937812bf835a2b35f7a',3,'golden-1','5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e',NULL,'5892730eb066a20738f72548623ed6580c833cca58cff6978467bffa6966c161','blake3-keyed:cc0d6046b4b7b242:85342fc388e88d1fe57cff7e41f991b7538225039531b521e8f5b4092d85473c',2,1,57,1790000000.25,'first good one',2,1,-5377474178749007783);
INSERT INTO "checkpoint" VALUES('b15f2f6ffc72c7505fb91b821d0246bf8237fa79500e1ba9a432a66197904f45',6,'golden-2','5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e','924c2416c1b8be5b2e08c688d4c2b04969092b71fbb85937812bf835a2b35f7a','a3b4b87a4256475a11f8fffd69265ea29ac6c1a9719bd3cab462a34e2d1bd5f5','blake3-keyed:cc0d6046b4b7b242:a20837dc3d485a224c6af5be2b3fefc5aa4e1d5dfac7630b937bc908a3a656f6',43,0,1070620,1790000010.25,NULL,0,0,2701035901842809476);
CREATE TABLE counter (
	name TEXT NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "counter" VALUES('position',8);
CREATE TABLE data_ref (
	execution TEXT NOT NULL, 
	path TEXT NOT NULL, 
	mode TEXT NOT NULL, 
	size_bytes INTEGER, 
	mtime_ns INTEGER, 
	digest TEXT, 
	reason TEXT, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (execution, path, mode), 
	FOREIGN KEY(execution) REFERENCES execution (id)
);
INSERT INTO "data_ref" VALUES('golden-1','load.csv','r',3,1,'abababababababababababababababababababababababababababababababab',NULL,784024997498540771);
CREATE TABLE effect (
	execution TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (execution, place), 
	FOREIGN KEY(execution) REFERENCES execution (id)
);
INSERT INTO "effect" VALUES('golden-2',0,'file written','out.csv',-9066682792023817256);
CREATE TABLE execution (
	position INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	session TEXT, 
	kernel_id TEXT, 
	notebook INTEGER, 
	observed_notebook INTEGER, 
	cell TEXT, 
	count INTEGER, 
	source TEXT NOT NULL, 
	title TEXT NOT NULL, 
	status TEXT NOT NULL, 
	failure_name TEXT, 
	failure_message TEXT, 
	started_at FLOAT NOT NULL, 
	duration_s FLOAT NOT NULL, 
	recorded_at FLOAT NOT NULL, 
	captured_at FLOAT, 
	observed_at FLOAT, 
	lost TEXT, 
	document TEXT, 
	outputs INTEGER NOT NULL, 
	changes INTEGER NOT NULL, 
	thumbnail TEXT, 
	seal INTEGER NOT NULL, reads INTEGER, effects INTEGER, 
	PRIMARY KEY (position), 
	FOREIGN KEY(notebook) REFERENCES notebook (id), 
	FOREIGN KEY(observed_notebook) REFERENCES notebook (id), 
	FOREIGN KEY(session) REFERENCES session (id), 
	UNIQUE (id)
);
INSERT INTO "execution" VALUES(2,'golden-1','5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e','kernel-1',1,NULL,'cell-1',1,'depth = 8','depth','ok',NULL,NULL,1790000000.0,0.25,1790000000.0,1790000000.0,NULL,NULL,NULL,0,3,NULL,-6630352701689961149,0,0);
INSERT INTO "execution" VALUES(5,'golden-2','5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e','kernel-1',1,1,'cell-1',2,'depth = 12','depth 8 → 12','ok',NULL,NULL,1790000010.0,0.25,1790000000.0,1790000000.0,1790000000.0,NULL,'846b1f723c81cc9ed5759e1ad9a0ddef0bf23f3bc59f45fb722b90edd8838c68',1,2,NULL,9200855173695523554,2,1);
INSERT INTO "execution" VALUES(7,'golden-3','5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e','kernel-1',1,NULL,'cell-1',3,'1 / 0','ZeroDivisionError: division by zero','error','ZeroDivisionError','division by zero',1790000020.0,0.25,1790000000.0,1790000000.0,NULL,'interrupted',NULL,0,1,NULL,6247595731765535696,0,0);
CREATE TABLE meta (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE metric (
	execution TEXT NOT NULL, 
	sequence INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	number FLOAT, 
	step INTEGER, 
	logged_at FLOAT NOT NULL, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (execution, sequence)
);
INSERT INTO "metric" VALUES('golden-2',0,4,'acc','0.93',0.93,1,1790000010.0,6056390492980196505);
CREATE TABLE notebook (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	path TEXT, 
	last_path TEXT NOT NULL, 
	created_at FLOAT NOT NULL, 
	seal INTEGER NOT NULL, 
	UNIQUE (path)
);
INSERT INTO "notebook" VALUES(1,'golden.ipynb','golden.ipynb',1790000000.0,4744975632015881965);
CREATE TABLE output (
	execution TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	mime_types TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	truncated BOOLEAN NOT NULL, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (execution, position), 
	FOREIGN KEY(execution) REFERENCES execution (id)
);
INSERT INTO "output" VALUES('golden-2',0,'stream','[]','3cbb1753044d2ec5fef5e36cdcce0b4b216e7eee8ca25182746f1ae5032063c9',54,0,4029410273796286584);
CREATE TABLE read (
	execution TEXT NOT NULL, 
	name TEXT NOT NULL, 
	source TEXT, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (execution, name), 
	FOREIGN KEY(execution) REFERENCES execution (id)
);
INSERT INTO "read" VALUES('golden-2','depth','golden-1',-827994327379739790);
INSERT INTO "read" VALUES('golden-2','name',NULL,3016729642201118748);
CREATE TABLE restore (
	id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	session TEXT NOT NULL, 
	source TEXT, 
	target TEXT NOT NULL, 
	names TEXT, 
	undoes TEXT, 
	restored_at FLOAT NOT NULL, 
	recorded_at FLOAT NOT NULL, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(session) REFERENCES session (id), 
	UNIQUE (position)
);
INSERT INTO "restore" VALUES('restore-1',8,'5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e','b15f2f6ffc72c7505fb91b821d0246bf8237fa79500e1ba9a432a66197904f45','924c2416c1b8be5b2e08c688d4c2b04969092b71fbb85937812bf835a2b35f7a','["depth"]',NULL,1790000030.0,1790000000.0,-5952149881371918814);
CREATE TABLE session (
	id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	kernel_id TEXT, 
	language TEXT NOT NULL, 
	version TEXT NOT NULL, 
	host TEXT NOT NULL, 
	pid INTEGER NOT NULL, 
	started_at FLOAT NOT NULL, 
	hint TEXT, 
	project TEXT NOT NULL, 
	notebook INTEGER, 
	notebook_since FLOAT, 
	recorded_at FLOAT NOT NULL, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(notebook) REFERENCES notebook (id), 
	UNIQUE (position)
);
INSERT INTO "session" VALUES('5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e',1,'kernel-1','python','3.11.7','localhost',4242,1789999940.0,'golden.ipynb','default',1,1790000010.0,1790000000.0,8332186961325910916);
CREATE TABLE tag (
	checkpoint TEXT NOT NULL, 
	name TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (checkpoint, name), 
	FOREIGN KEY(checkpoint) REFERENCES checkpoint (id), 
	UNIQUE (name, checkpoint)
);
INSERT INTO "tag" VALUES('924c2416c1b8be5b2e08c688d4c2b04969092b71fbb85937812bf835a2b35f7a','best',0,7225856242133099600);
INSERT INTO "tag" VALUES('924c2416c1b8be5b2e08c688d4c2b04969092b71fbb85937812bf835a2b35f7a','depth',1,7709714972322280387);
CREATE INDEX metric_name ON metric (name, execution, sequence, number);
CREATE INDEX ix_session_kernel_id ON session (kernel_id);
CREATE INDEX execution_notebook ON execution (notebook, position);
CREATE INDEX execution_notebook_cell ON execution (notebook, cell, position);
CREATE INDEX execution_kernel ON execution (kernel_id, position);
CREATE INDEX execution_session ON execution (session, position);
CREATE INDEX restore_session ON restore (session, restored_at);
CREATE INDEX checkpoint_message ON checkpoint (message) WHERE message IS NOT NULL;
CREATE INDEX checkpoint_created ON checkpoint (created_at);
CREATE INDEX checkpoint_session ON checkpoint (session, created_at);
CREATE INDEX ix_checkpoint_parent ON checkpoint (parent);
CREATE INDEX data_ref_path ON data_ref (path);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('notebook',1);
COMMIT;
