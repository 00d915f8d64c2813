namespace AsyncFlow.Testing.SchedulePage;

/// <summary>Something that happened in a schedule.</summary>
/// <param name="Step">The place of the step in <see cref="RecordedSchedule.Steps"/>.</param>
/// <param name="Kind">What happened, as the page's script names it.</param>
/// <param name="Time">The virtual time, in ticks since the schedule began.</param>
/// <param name="Lock">What the step waits for, if it waits for a lock.</param>
internal readonly record struct ScheduleMoment(int Step, string Kind, long Time, string? Lock = null);
