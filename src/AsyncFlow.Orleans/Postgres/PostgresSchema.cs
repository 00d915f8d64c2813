namespace AsyncFlow.Orleans.Postgres;

/// <summary>The tables of runs, steps, locks and processes. They can be read with SQL; inputs and results are JSON.</summary>
internal static class PostgresSchema
{
    /// <summary>The statements of each version, which are executed in order. Only new ones are ever added.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE flow_runs (
            id text PRIMARY KEY,
            flow text NOT NULL,
            fingerprint text NOT NULL,
            status text NOT NULL,
            epoch bigint NOT NULL,
            version bigint NOT NULL,
            cancel_requested boolean NOT NULL,
            unsuccessful boolean NOT NULL,
            inputs json NOT NULL,
            failed_step text,
            error_type text,
            error_message text,
            error_details text,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            signatures text NOT NULL,
            parked_because text);
        CREATE INDEX flow_runs_live ON flow_runs (id) WHERE status IN ('Running', 'Parked');
        CREATE INDEX flow_runs_newest ON flow_runs (created_at);
        CREATE TABLE flow_steps (
            run_id text NOT NULL,
            step integer NOT NULL,
            element integer NOT NULL,
            name text NOT NULL,
            status text NOT NULL,
            result json,
            failed_step text,
            error_type text,
            error_message text,
            error_details text,
            attempts integer NOT NULL,
            starts integer NOT NULL,
            element_count integer NOT NULL,
            started_at timestamptz,
            ended_at timestamptz,
            PRIMARY KEY (run_id, step, element));
        CREATE TABLE flow_chunks (
            run_id text NOT NULL,
            step integer NOT NULL,
            chunk integer NOT NULL,
            version bigint NOT NULL,
            starts integer NOT NULL,
            PRIMARY KEY (run_id, step, chunk));
        CREATE TABLE flow_silos (
            silo text PRIMARY KEY,
            status text NOT NULL,
            name text NOT NULL,
            host text NOT NULL,
            suspects text NOT NULL,
            started_at timestamptz NOT NULL,
            alive_at timestamptz NOT NULL,
            flows text[] NOT NULL,
            version integer NOT NULL);
        CREATE TABLE flow_locks (
            name text PRIMARY KEY,
            version bigint NOT NULL,
            fence bigint NOT NULL);
        CREATE TABLE flow_lock_holders (
            name text NOT NULL,
            fence bigint NOT NULL,
            run_id text NOT NULL,
            step integer NOT NULL,
            element integer NOT NULL,
            attempt text NOT NULL,
            granted_at timestamptz NOT NULL,
            PRIMARY KEY (name, fence));
        CREATE INDEX flow_lock_holders_owner ON flow_lock_holders (run_id, step, element);
        ALTER TABLE flow_schema ADD COLUMN silos_version integer NOT NULL DEFAULT 0;
        """,
        "ALTER TABLE flow_runs ADD COLUMN trace_parent text;",
    ];
}
