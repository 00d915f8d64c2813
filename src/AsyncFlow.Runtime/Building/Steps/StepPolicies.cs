using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>The policies around a step of a pooled run, and the step's function within them. Made once, so that a run needs no closure.</summary>
/// <typeparam name="T">The type of the step's result; <see cref="ValueTuple"/> for none.</typeparam>
internal sealed class StepPolicies<T>
{
    private readonly IStepPolicy[] _policies;
    private readonly Func<StepAttempts, CancellationToken, ValueTask<T>> _body;
    private readonly bool _isSynchronous;
    private readonly Func<StepAttempts, CancellationToken, ValueTask<T>> _outermost;

    /// <param name="policies">The policies, outermost first.</param>
    /// <param name="body">Calls the function.</param>
    /// <param name="isSynchronous">Whether that may block the thread.</param>
    public StepPolicies(IStepPolicy[] policies, Func<StepAttempts, CancellationToken, ValueTask<T>> body, bool isSynchronous)
    {
        _policies = policies;
        _body = body;
        _isSynchronous = isSynchronous;
        _outermost = (attempts, token) => ExecuteFrom(0, attempts, token);
    }

    /// <summary>Executes the step.</summary>
    public ValueTask<T> ExecuteAsync(FlowRun run, int step) => run.Attempts(step).ExecuteAsync(_outermost, run.TokenOf(step));

    private ValueTask<T> ExecuteFrom(int policy, StepAttempts attempts, CancellationToken token) => policy == _policies.Length
        ? attempts.AttemptAsync(_body, _isSynchronous, token)
        : _policies[policy].ExecuteAsync(
            static (next, token) => next.Policies.ExecuteFrom(next.Policy, next.Attempts, token), new Next(this, policy + 1, attempts), attempts.Context(token));

    // What a policy calls: the next policy, or the step.
    private readonly record struct Next(StepPolicies<T> Policies, int Policy, StepAttempts Attempts);
}

/// <summary>Executes a step under policies.</summary>
internal readonly struct PolicyCall<T>(StepPolicies<T> policies) : ICall<ValueTask<T>>
{
    public ValueTask<T> Invoke(FlowRun run, int step) => policies.ExecuteAsync(run, step);

    public ValueTask<T> Attempt(StepAttempts attempts, CancellationToken token) => throw new NotSupportedException("The policies of a step are not attempted.");
}
