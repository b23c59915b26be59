BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
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
	seal INTEGER NOT NULL, note TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(execution) REFERENCES execution (id), 
	FOREIGN KEY(session) REFERENCES session (id), 
	UNIQUE (execution), 
	UNIQUE (position)
);
INSERT INTO "checkpoint" VALUES('41ffe863bea1c7815697a5b130a402e062a80a27ed83427ccae99054a641fe56',3,'golden-1','5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e',NULL,'0698ae492d931258d65b0667892c72000b8fb365f6530572b1dae1ebc2c82d77','blake3-keyed:73227c54a848386d:c4ad1770bab90e0e2622a700ed5f089cee2b5b77758e1d232c544030a8b8331c',2,1,57,1790000000.25,'first good one',2,1,-4902683774727626022,'größer *war* nicht besser');
INSERT INTO "checkpoint" VALUES('28a4c3762d4f8ebcbad2e7319201b735d33633c85e5c0f15674100979e443311',6,'golden-2','5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e','41ffe863bea1c7815697a5b130a402e062a80a27ed83427ccae99054a641fe56','91f592ec564eb2ad44dd6e23cd9c3a8a152fe5ace18d33fb2a4b3894306161ec','blake3-keyed:73227c54a848386d:3af62c6c0c36a20fd657f6e9c977e6d64d96f02f129b04f37cf22d17c14c3692',43,0,1070620,1790000010.25,NULL,0,0,-874426767096497394,NULL);
CREATE TABLE counter (
	name TEXT NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "counter" VALUES('position',10);
CREATE TABLE data_ref (
	execution TEXT NOT NULL, 
	path TEXT NOT NULL, 
	mode TEXT NOT NULL, 
	size_bytes INTEGER, 
	mtime_ns INTEGER, 
	digest TEXT, 
	reason TEXT, 
	seal INTEGER NOT NULL, how TEXT, files INTEGER, version TEXT, label TEXT, kept TEXT, 
	PRIMARY KEY (execution, path, mode), 
	FOREIGN KEY(execution) REFERENCES execution (id)
);
INSERT INTO "data_ref" VALUES('golden-1','/data/load.csv','r',5120,1,'abababababababababababababababababababababababababababababababab',NULL,5079252030207378906,'open',NULL,NULL,'split train','{"digest":"98ff89eb0b9716a52868d2aa4a0a533306c22b24270709d1ca8d96dee46066da","parts":3,"size_bytes":5120}');
INSERT INTO "data_ref" VALUES('golden-1','/data/parts','r',3,1,'6aac7b5de5e6c67de83ac6c4e0d2f7b56b1eebac684c41141212c33e895d0f09',NULL,300286968755656546,'pyarrow',1,NULL,NULL,NULL);
INSERT INTO "data_ref" VALUES('golden-1','s3://bucket/load.csv','r',3,NULL,NULL,'is remote',4455392932728464013,'fsspec',NULL,'etag:"4f1d"',NULL,NULL);
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
	seal INTEGER NOT NULL, reads INTEGER, effects INTEGER, environment TEXT, data INTEGER, cells TEXT, 
	PRIMARY KEY (position), 
	FOREIGN KEY(notebook) REFERENCES notebook (id), 
	FOREIGN KEY(observed_notebook) REFERENCES notebook (id), 
	FOREIGN KEY(session) REFERENCES session (id), 
	UNIQUE (id)
);
INSERT INTO "execution" VALUES(2,'golden-1','5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e','kernel-1',1,NULL,'cell-1',1,'depth = 8','depth','ok',NULL,NULL,1790000000.0,0.25,1790000000.0,1790000000.0,NULL,NULL,NULL,0,3,NULL,-3745804188445180663,0,0,'2b0b864638f6c53be3e624994f29b10e922486e8b46a8690b6e0e4559695c58d',3,NULL);
INSERT INTO "execution" VALUES(5,'golden-2','5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e','kernel-1',1,1,'cell-1',2,'depth = 12','depth 8 → 12','ok',NULL,NULL,1790000010.0,0.25,1790000000.0,1790000000.0,1790000000.0,NULL,'846b1f723c81cc9ed5759e1ad9a0ddef0bf23f3bc59f45fb722b90edd8838c68',1,2,NULL,1713598462884516451,2,1,'efa770c217a2a6b5fa2c0302a0c9440448036e5e7046d0a835de23c35d0d4d1c',0,NULL);
INSERT INTO "execution" VALUES(7,'golden-3','5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e','kernel-1',1,NULL,'cell-1',3,'1 / 0','ZeroDivisionError: division by zero','error','ZeroDivisionError','division by zero',1790000020.0,0.25,1790000000.0,1790000000.0,NULL,'interrupted',NULL,0,1,NULL,-1659465156078515112,0,0,NULL,0,NULL);
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
CREATE TABLE notebook_restore (
	id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	notebook INTEGER NOT NULL, 
	target TEXT NOT NULL, 
	cell TEXT, 
	restored_at FLOAT NOT NULL, 
	recorded_at FLOAT NOT NULL, 
	document TEXT NOT NULL, 
	kernel_restore TEXT, 
	undone_at FLOAT, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(notebook) REFERENCES notebook (id), 
	UNIQUE (position)
);
INSERT INTO "notebook_restore" VALUES('9b9b9b9b9b9b9b9b9b9b9b9b9b9b9b9b',9,1,'golden-1','cell-1',1790000035.0,1790000000.0,'c88dc8e0f41fd9e99431a95846805f6ee5d2d045a5f4351dd3bddc1bfac8dbba','restore-1',NULL,-8407689606737868809);
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
INSERT INTO "restore" VALUES('restore-1',8,'5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e','28a4c3762d4f8ebcbad2e7319201b735d33633c85e5c0f15674100979e443311','41ffe863bea1c7815697a5b130a402e062a80a27ed83427ccae99054a641fe56','["depth"]',NULL,1790000030.0,1790000000.0,8363390742183729720);
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
INSERT INTO "tag" VALUES('41ffe863bea1c7815697a5b130a402e062a80a27ed83427ccae99054a641fe56','best',0,5680645636173618237);
INSERT INTO "tag" VALUES('41ffe863bea1c7815697a5b130a402e062a80a27ed83427ccae99054a641fe56','depth',1,1877199907910884295);
CREATE TABLE verdict (
	id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	checkpoint TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	started_at FLOAT NOT NULL, 
	recorded_at FLOAT NOT NULL, 
	content TEXT NOT NULL, 
	seal INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(checkpoint) REFERENCES checkpoint (id), 
	UNIQUE (position)
);
INSERT INTO "verdict" VALUES('7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e',10,'41ffe863bea1c7815697a5b130a402e062a80a27ed83427ccae99054a641fe56','different',1790000050.0,1790000000.0,'{"checkpoint":"41ffe863bea1c7815697a5b130a402e062a80a27ed83427ccae99054a641fe56","data":[{"before":"abababababababababababababababababababababababababababababababab","detail":"+1 row","kind":"changed","now":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","path":"/data/load.csv"}],"duration_s":2.5,"id":"7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e","is_slice":true,"outcome":"different","outputs":[{"cell":"cell-1","detail":"8 became 9","execution":"golden-1","outcome":"different","title":"depth"}],"packages":[{"after":"2.1.0","before":"1.26.4","is_direct":true,"kind":"changed","name":"numpy"}],"python":"3.11.7","started_at":1790000050.0,"summary":"depth: 8 became 9","tolerance":1e-06,"unmatched":[{"got":null,"name":"probe","wanted":"0.1 (editable)","why":"its folder is gone"}]}',2673754156552624186);
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
CREATE INDEX data_ref_digest ON data_ref (digest);
CREATE INDEX read_source ON read (source);
CREATE INDEX verdict_checkpoint ON verdict (checkpoint, started_at);
CREATE INDEX notebook_restore_notebook ON notebook_restore (notebook, restored_at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('notebook',1);
COMMIT;
