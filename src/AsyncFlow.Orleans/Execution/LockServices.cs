using Microsoft.Extensions.Logging;

namespace AsyncFlow.Orleans.Execution;

/// <summary>What taking a lock needs.</summary>
internal sealed record LockServices(IGrainFactory Grains, DurableLimits Limits, TimeProvider Time, ILogger<LockServices> Log);
