using System.ComponentModel;
using System.Runtime.ExceptionServices;
using AsyncFlow.Execution;

namespace AsyncFlow.CompilerServices;

/// <summary>Disposes the results of steps that the run owns. Meant for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class OwnedResults
{
    /// <summary>Disposes what a step returned.</summary>
    /// <param name="result">The result; null if there is none.</param>
    public static ValueTask DisposeAsync<T>(T result)
    {
        switch (result)
        {
            case IAsyncDisposable disposable:
                return disposable.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                return default;
            default:
                return default;
        }
    }

    /// <summary>Disposes what a step returned for the elements of a list, the last first.</summary>
    /// <param name="results">The results; null if the step did not get so far. Elements that did not succeed have none. Of a stream those that are left.</param>
    /// <exception cref="AggregateException">Several results could not be disposed. Each is tried.</exception>
    public static async ValueTask DisposeEachAsync<T>(IReadOnlyList<T>? results)
    {
        List<Exception> failures = results is IOwnedElements owned ? [.. owned.Failures] : [];
        for (int i = (results?.Count ?? 0) - 1; i >= 0; i--)
        {
            try
            {
                await DisposeAsync(results![i]).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failures.Add(exception);
            }
        }

        switch (failures)
        {
            case []:
                return;
            case [Exception only]:
                ExceptionDispatchInfo.Throw(only);
                break;
            default:
                throw new AggregateException(failures);
        }
    }
}
