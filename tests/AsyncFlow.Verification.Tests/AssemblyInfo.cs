// Schedules need the memory of the process to themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
