namespace AsyncFlow.Orleans.Storage;

/// <summary>The tables of runs and steps. They can be read with SQL; results are JSON.</summary>
internal static class SqliteSchema
{
    /// <summary>The statements of each version, which are executed in order. Only new ones are ever added.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE flow_runs (
            id TEXT NOT NULL PRIMARY KEY,
            flow TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            status TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            version INTEGER NOT NULL,
            cancel_requested INTEGER NOT NULL,
            unsuccessful INTEGER NOT NULL,
            inputs BLOB NOT NULL,
            failed_step TEXT,
            error_type TEXT,
            error_message TEXT,
            error_details TEXT,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX flow_runs_live ON flow_runs (id) WHERE status IN ('Running', 'Parked');
        CREATE INDEX flow_runs_newest ON flow_runs (created_at);
        CREATE TABLE flow_steps (
            run_id TEXT NOT NULL,
            step INTEGER NOT NULL,
            element INTEGER NOT NULL,
            name TEXT NOT NULL,
            status TEXT NOT NULL,
            result BLOB,
            failed_step TEXT,
            error_type TEXT,
            error_message TEXT,
            error_details TEXT,
            attempts INTEGER NOT NULL,
            starts INTEGER NOT NULL,
            element_count INTEGER NOT NULL,
            started_at TEXT,
            ended_at TEXT);
        CREATE UNIQUE INDEX flow_steps_key ON flow_steps (run_id, step, element);
        CREATE TABLE flow_chunks (
            run_id TEXT NOT NULL,
            step INTEGER NOT NULL,
            chunk INTEGER NOT NULL,
            version INTEGER NOT NULL,
            starts INTEGER NOT NULL,
            PRIMARY KEY (run_id, step, chunk)) WITHOUT ROWID;
        """,
        """
        CREATE TABLE flow_locks (
            name TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL,
            fence INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE flow_lock_holders (
            name TEXT NOT NULL,
            fence INTEGER NOT NULL,
            run_id TEXT NOT NULL,
            step INTEGER NOT NULL,
            element INTEGER NOT NULL,
            attempt TEXT NOT NULL,
            granted_at TEXT NOT NULL,
            PRIMARY KEY (name, fence)) WITHOUT ROWID;
        CREATE INDEX flow_lock_holders_owner ON flow_lock_holders (run_id, step, element);
        """,
        """
        ALTER TABLE flow_runs ADD COLUMN signatures TEXT NOT NULL DEFAULT '';
        ALTER TABLE flow_runs ADD COLUMN parked_because TEXT;
        """,
        "ALTER TABLE flow_runs ADD COLUMN trace_parent TEXT;",
    ];
}
