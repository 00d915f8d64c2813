namespace AsyncFlow.Testing;

public sealed partial class SimulationHost
{
    /// <summary>Returns awaits to the simulation. Each step has its own, so that the simulation knows which step continues.</summary>
    /// <param name="simulation">The simulation.</param>
    /// <param name="step">The step that runs in this context; null for code outside of any step.</param>
    /// <param name="runId">The identifier of the step's run.</param>
    private sealed class SimulationContext(SimulationHost simulation, StepInfo? step, long runId) : HostContext
    {
        public override FlowHost Host => simulation;

        public override void Post(SendOrPostCallback d, object? state)
        {
            ArgumentNullException.ThrowIfNull(d);
            simulation._loop.AddOperation(step, runId, this, d, state);
        }

        public override void Send(SendOrPostCallback d, object? state)
        {
            ArgumentNullException.ThrowIfNull(d);
            if (simulation._loop.IsCurrent)
            {
                d(state);
                return;
            }

            Task done = new(() => d(state));
            Post(static task => ((Task)task!).RunSynchronously(TaskScheduler.Default), done);
            done.GetAwaiter().GetResult();
        }

        public override SynchronizationContext CreateCopy() => this;

        // Called for async void methods: virtual time advances until they have ended.
        public override void OperationStarted() => simulation._loop.ActivityStarted();

        public override void OperationCompleted() => simulation._loop.ActivityEnded();
    }
}
