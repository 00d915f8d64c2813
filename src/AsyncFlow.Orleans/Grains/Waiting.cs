using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Orleans.Grains;

/// <summary>How long calls of grains wait for the end of something.</summary>
internal sealed class Waiting(TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>How long a call waits. Much shorter than what Orleans allows it.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Cancelled when the host stops. Work that ends after that may have been cut short, so its end does not count.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Waits a while, or until the host stops.</summary>
    /// <returns>Whether a task has ended by itself. Its exception is not thrown.</returns>
    public async Task<bool> EndsInTimeAsync(Task task)
    {
        try
        {
            await task.WaitAsync(Limit, time, Stopping);
        }
        catch (Exception) when (!task.IsCompleted)
        {
            return false;
        }
        catch (Exception) when (task.IsCompleted)
        {
            // The caller sees it when it awaits the task.
        }

        return !Stopping.IsCancellationRequested;
    }
}
