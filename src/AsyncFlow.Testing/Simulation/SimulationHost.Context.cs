namespace AsyncFlow.Testing;

public sealed partial class SimulationHost
{
    /// <summary>Brings awaits back to the simulation. Each step has one of its own, so that it is known what continues.</summary>
    /// <param name="simulation">The simulation.</param>
    /// <param name="step">The step whose code finds this context; null for code of no step.</param>
    /// <param name="runId">The number of the step's run.</param>
    private sealed class SimulationContext(SimulationHost simulation, StepInfo? step, long runId) : HostContext
    {
        public override FlowHost Host => simulation;

        public override void Post(SendOrPostCallback d, object? state)
        {
            ArgumentNullException.ThrowIfNull(d);
            simulation._pump.AddChoice(step, runId, this, d, state);
        }

        public override void Send(SendOrPostCallback d, object? state)
        {
            ArgumentNullException.ThrowIfNull(d);
            if (simulation._pump.IsCurrent)
            {
                d(state);
                return;
            }

            Task done = new(() => d(state));
            Post(static task => ((Task)task!).RunSynchronously(TaskScheduler.Default), done);
            done.GetAwaiter().GetResult();
        }

        public override SynchronizationContext CreateCopy() => this;

        // Called for async void methods: time does not stand still before they have ended.
        public override void OperationStarted() => simulation._pump.OperationStarted();

        public override void OperationCompleted() => simulation._pump.OperationEnded();
    }
}
