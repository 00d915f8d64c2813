namespace AsyncFlow.Runtime.Tests;

/// <summary>The hosts on which the tests of a flow's semantics run.</summary>
public enum HostKind
{
    ThreadPool,
    EventLoop,
    InsideRun,
    ExclusiveScheduler,
    LimitedScheduler,
    MessageLoop,

    /// <summary>A host written by a user, with two threads.</summary>
    Custom,
}
