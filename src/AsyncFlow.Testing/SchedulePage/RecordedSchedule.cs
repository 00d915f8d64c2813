namespace AsyncFlow.Testing.SchedulePage;

/// <summary>What happened in a schedule.</summary>
/// <param name="Steps">The steps of all runs.</param>
/// <param name="Before">Of each step the last moment that is not among the others.</param>
/// <param name="Moments">The last moments, in order.</param>
/// <param name="Dropped">How many moments were before these.</param>
internal sealed record RecordedSchedule(ScheduledStep[] Steps, ScheduleMoment[] Before, ScheduleMoment[] Moments, int Dropped);
