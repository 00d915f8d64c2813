namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>Has the database itself check, at every grant of a lock, what must hold of it: never more holders than permits, and a fence larger than all before.</summary>
internal static class LockWatch
{
    /// <summary>Adds the check to the tables of locks. What it finds is in the table <c>lock_faults</c>, and each grant in <c>lock_grants</c>.</summary>
    public const string Schema =
        """
        CREATE TABLE lock_permits (name text PRIMARY KEY, permits integer NOT NULL);
        INSERT INTO lock_permits VALUES ('ledger', 1), ('archive', 2);
        CREATE TABLE lock_faults (what text NOT NULL);
        CREATE TABLE lock_grants (name text NOT NULL, fence bigint NOT NULL);
        CREATE INDEX lock_grants_key ON lock_grants (name, fence);
        CREATE FUNCTION check_lock() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT count(*) FROM flow_lock_holders WHERE name = NEW.name) > (SELECT permits FROM lock_permits WHERE name = NEW.name) THEN
                INSERT INTO lock_faults VALUES (format('Lock %s has too many holders at fence %s.', NEW.name, NEW.fence));
            END IF;
            IF EXISTS (SELECT 1 FROM lock_grants WHERE name = NEW.name AND fence >= NEW.fence) THEN
                INSERT INTO lock_faults VALUES (format('Lock %s has granted a newer fence than %s.', NEW.name, NEW.fence));
            END IF;
            INSERT INTO lock_grants VALUES (NEW.name, NEW.fence);
            RETURN NULL;
        END $$;
        CREATE TRIGGER check_lock AFTER INSERT ON flow_lock_holders FOR EACH ROW EXECUTE FUNCTION check_lock();
        """;
}
